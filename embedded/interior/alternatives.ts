import type { Files } from "../contract";
import { symlink } from "./link";
import { compareVersions } from "./versions";

/** What update-alternatives(1) does when packages come and go that are alternatives: CUDA's newest toolkit is the one. */
export function linkAlternatives(files: Files): void {
  const toolkits = files
    .list("/usr/local")
    .filter((name) => /^cuda-\d/.test(name) && files.exists(`/usr/local/${name}/bin/nvcc`));
  const newest = toolkits.sort(compareVersions).at(-1);
  const link = "/usr/local/cuda";
  if (newest === undefined && !files.list("/usr/local").includes("cuda")) return;
  files.remove(link);
  if (newest !== undefined) symlink(files, `/usr/local/${newest}`, link);
}
