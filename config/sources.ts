import type { Path } from "./diagnostics";
import type { FileKind } from "./file-kinds";

/** Which file said what, for messages that come after reading. */
export interface Sources {
  readonly files: Readonly<Partial<Record<FileKind, string>>>;
  readonly overlay?: OverlaySource;
  /** Areas that are declared and not managed yet, and the features among them; sorted. */
  readonly later: readonly string[];
  /** Vmids whose entry is broken: they exist, and nothing else is known of them. */
  readonly broken: readonly number[];
}

/** An overlay and the places that it changed. */
interface OverlaySource {
  readonly file: string;
  /** Paths in the merged documents, as JSON texts of `[kind, ...path]`. */
  readonly changed: readonly string[];
}

/** The file to edit for a value: the overlay where it gave that value, else the file of that kind. */
export function fileOf(
  sources: Pick<Sources, "files" | "overlay">,
  kind: FileKind,
  path: Path,
): string {
  const base = sources.files[kind] ?? `the ${kind} file`;
  if (!sources.overlay) return base;
  const changed = sources.overlay.changed.map((entry) => JSON.parse(entry) as Path);
  const whole: Path = [kind, ...path];
  const touched = changed.some((entry) => isPrefix(entry, whole));
  return touched ? sources.overlay.file : base;
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === path[index]);
}
