import { ProgramError } from "../../contract";
import type { PropertyReader, Subject } from "../../zfs/property-lookup";
import type { DatasetKind } from "../../zfs/property-table";
import { nameProblem } from "../../zfs/dataset-name";
import type { Zfs } from "../../zfs/zfs";

/** Which datasets a `zfs list` or `zfs get` is about. */
export interface Selection {
  readonly names: readonly string[];
  readonly types: ReadonlySet<DatasetKind>;
  /** Levels below the named ones; Infinity with `-r`. */
  readonly depth: number;
}

/** The subjects in order, and one error for each name that is none. */
export function selectSubjects(
  zfs: Zfs,
  reader: PropertyReader,
  selection: Selection,
): { subjects: Subject[]; errors: string[] } {
  const errors: string[] = [];
  const { types, depth } = selection;
  if (selection.names.length === 0) {
    const roots = zfs.state.imported().map((pool) => pool.name);
    const subjects = roots.flatMap((root) => below(zfs, reader, root, types, Infinity));
    return { subjects, errors };
  }
  const subjects = selection.names.flatMap((name) => {
    const found = find(reader, name);
    if (!found) errors.push(openError(name));
    if (!found) return [];
    if (found.snapshot) return [found];
    return below(zfs, reader, name, types, depth);
  });
  return { subjects, errors };
}

/** The types of a `-t` option; `snap`, `fs`, `vol` and `all` are understood. */
export function parseTypes(
  text: string,
  fail: (problem: string) => ProgramError,
): Set<DatasetKind> {
  const types = new Set<DatasetKind>();
  for (const word of text.split(",")) {
    const kinds = typeWords[word];
    if (!kinds) throw fail(`invalid type '${word}'`);
    for (const kind of kinds) types.add(kind);
  }
  return types;
}

function find(reader: PropertyReader, name: string): Subject | undefined {
  return name.includes("#") ? undefined : reader.find(name);
}

function openError(name: string): string {
  if (name.includes("#")) return `cannot open '${name}': no such pool or dataset`;
  const problem = nameProblem(name, name.includes("@") ? "snapshot" : "dataset");
  return `cannot open '${name}': ${problem ?? "dataset does not exist"}`;
}

function below(
  zfs: Zfs,
  reader: PropertyReader,
  root: string,
  types: ReadonlySet<DatasetKind>,
  depth: number,
): Subject[] {
  const level = root.split("/").length;
  const names = [root, ...zfs.state.descendants(root).map((dataset) => dataset.name)];
  return names
    .filter((name) => name.split("/").length - level <= depth)
    .flatMap((name) => {
      const deep = name.split("/").length - level;
      // A snapshot counts as one level below its dataset.
      const snapshots = deep + 1 <= depth ? zfs.snapshots(name) : [];
      return [name, ...snapshots.map((snapname) => `${name}@${snapname}`)];
    })
    .flatMap((name) => reader.find(name) ?? [])
    .filter((subject) => types.has(subject.kind));
}

const typeWords: Record<string, readonly DatasetKind[] | undefined> = {
  filesystem: ["filesystem"],
  fs: ["filesystem"],
  volume: ["volume"],
  vol: ["volume"],
  snapshot: ["snapshot"],
  snap: ["snapshot"],
  bookmark: [],
  all: ["filesystem", "volume", "snapshot"],
};
