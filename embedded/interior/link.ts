import type { Files } from "../contract";

/** Links, where the files can; a view that cannot gets a copy. */
export function symlink(files: Files, target: string, link: string): void {
  const view = "view" in files ? files.view : files;
  if (isLinker(view)) view.symlink(target, link);
  else files.write(link, files.readText(target) ?? "");
}

function isLinker(value: unknown): value is { symlink(target: string, path: string): void } {
  return typeof value === "object" && value !== null && "symlink" in value;
}
