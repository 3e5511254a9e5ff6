import type { DirectoryConfig } from "../../config/types";
import type { DirectorySpec } from "../../providers/directory";
import { Directory } from "../../providers/resources";
import type { Ground } from "./ground";

/** The folders of the node by path, each after the dataset and the folder that it lies in. */
export function declareDirectories({
  parent,
  config,
  below,
}: Ground): ReadonlyMap<string, Directory> {
  const made = new Map<string, Directory>();
  for (const spec of directorySpecs(config.directories)) {
    const above = [...made].filter(([path]) => spec.path.startsWith(`${path}/`));
    const dependsOn = [...below(spec.path), ...above.map(([, directory]) => directory)];
    made.set(spec.path, new Directory(`directory-${spec.path}`, spec, { parent, dependsOn }));
  }
  return made;
}

/** One for each folder, parents first; what is declared of it in several places says the same. */
export function directorySpecs(list: readonly DirectoryConfig[]): DirectorySpec[] {
  const byPath = new Map<string, DirectorySpec>();
  for (const { path, owner, mode } of list) {
    const known = byPath.get(path)?.mode ?? mode;
    byPath.set(path, { path, owner, ...(known !== undefined && { mode: known }) });
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
