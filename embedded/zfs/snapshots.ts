import { ProgramError } from "../contract";
import { failure, newDataset, requireParents, storedProperties } from "./dataset-create";
import { nameProblem } from "./dataset-name";
import { destroySnapshots } from "./dataset-destroy";
import type { MountHost } from "./mounts";
import { mountIfWanted, unmount } from "./mounts";
import type { Dataset } from "./records";
import type { ZfsState } from "./zfs-state";
import { newGuid, now, poolOf } from "./zfs-state";

/** `zfs snapshot [-r] [-o property=value] NAME@SNAP`. */
export function takeSnapshot(
  state: ZfsState,
  full: string,
  options: { recursive?: boolean; properties?: Readonly<Record<string, string>> } = {},
): void {
  const [name = "", snapname = ""] = full.split("@");
  const fail = failure(`cannot create snapshot '${full}': `);
  const problem = nameProblem(full, "snapshot");
  if (problem) throw fail(problem);
  const dataset = state.dataset(name);
  if (!dataset) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 2);
  const targets = options.recursive ? [dataset, ...state.descendants(name)] : [dataset];
  for (const target of targets) {
    if (!target.snapshots.some((each) => each.name === snapname)) continue;
    const taken = failure(`cannot create snapshot '${target.name}@${snapname}': `);
    throw taken("dataset already exists");
  }
  const createtxg = state.nextTxg();
  for (const target of targets) {
    target.snapshots.push({
      name: snapname,
      guid: newGuid(),
      createtxg,
      created: now(),
      properties: new Map(Object.entries(options.properties ?? {})),
      tree: target.tree.clone(),
      volsize: Number(target.properties.get("volsize") ?? 0),
      holds: new Map(),
      deferDestroy: false,
    });
  }
}

/** `zfs rollback [-r|-R] NAME@SNAP`. */
export function rollbackTo(
  state: ZfsState,
  full: string,
  options: { recursive?: boolean; clones?: boolean } = {},
): void {
  const [name = "", snapname] = full.split("@");
  if (snapname === undefined) {
    const why = "missing '@' delimiter in snapshot name";
    throw new ProgramError(`cannot open '${full}': ${why}`, 1);
  }
  const dataset = state.dataset(name);
  const snapshot = state.snapshot(full);
  if (!dataset || !snapshot) {
    throw new ProgramError(`cannot open '${full}': dataset does not exist`, 1);
  }
  const later = dataset.snapshots.slice(dataset.snapshots.indexOf(snapshot) + 1);
  if (later.length > 0) {
    if (!options.recursive && !options.clones) throw laterSnapshots(full, name, later);
    const names = later.map((each) => each.name);
    destroySnapshots(state, name, names, { clones: options.clones ?? false });
  }
  dataset.tree.replaceWith(snapshot.tree);
  if (dataset.type === "volume") dataset.properties.set("volsize", snapshot.volsize.toString());
  state.nextTxg();
}

/** `zfs clone [-p] [-o property=value] NAME@SNAP TARGET`. */
export function cloneSnapshot(
  state: ZfsState,
  host: MountHost,
  source: string,
  target: string,
  options: { parents?: boolean; properties?: Readonly<Record<string, string>> } = {},
): void {
  const snapshot = state.snapshot(source);
  const origin = state.dataset(source.split("@")[0] ?? "");
  if (!snapshot || !origin) {
    throw new ProgramError(`cannot open '${source}': dataset does not exist`, 1);
  }
  const fail = failure(`cannot create '${target}': `);
  const problem = nameProblem(target, "dataset");
  if (problem) throw fail(problem);
  if (poolOf(target) !== poolOf(source)) throw fail("source and target pools differ");
  const properties = storedProperties(origin.type, options.properties ?? {}, fail);
  if (state.datasets.has(target)) throw fail("dataset already exists");
  requireParents(state, host, target, options.parents ?? false, fail);
  const dataset = newDataset(state, target, origin.type, properties, snapshot.tree.clone());
  dataset.origin = source;
  if (origin.type === "volume") dataset.properties.set("volsize", snapshot.volsize.toString());
  state.datasets.set(target, dataset);
  mountIfWanted(state, host, dataset);
}

/** `zfs promote`: the clone takes over the snapshots up to its origin, and the dependence turns round. */
export function promote(state: ZfsState, name: string): void {
  const dataset = openDataset(state, name);
  const [parentName = "", snapname] = dataset.origin?.split("@") ?? [];
  const parent = state.datasets.get(parentName);
  if (!parent) throw new ProgramError(`cannot promote '${name}': not a cloned filesystem`, 1);
  const until = parent.snapshots.findIndex((each) => each.name === snapname) + 1;
  const moved = parent.snapshots.slice(0, until);
  parent.snapshots = parent.snapshots.slice(until);
  dataset.snapshots = [...moved, ...dataset.snapshots];
  for (const snapshot of moved) {
    const old = `${parentName}@${snapshot.name}`;
    for (const clone of state.clonesOf(old)) clone.origin = `${name}@${snapshot.name}`;
  }
  if (parent.origin === undefined) delete dataset.origin;
  else dataset.origin = parent.origin;
  parent.origin = `${name}@${snapname ?? ""}`;
  state.nextTxg();
}

/** `zfs rename [-p] [-u]` of a dataset or a snapshot. */
export function rename(
  state: ZfsState,
  host: MountHost,
  from: string,
  to: string,
  options: { parents?: boolean } = {},
): void {
  if (from.includes("@")) return renameSnapshot(state, from, to);
  const dataset = state.dataset(from);
  if (!dataset) throw new ProgramError(`cannot open '${from}': dataset does not exist`, 1);
  if (poolOf(to) !== poolOf(from)) {
    throw new ProgramError(`cannot rename to '${to}': datasets must be within same pool`, 1);
  }
  const problem = nameProblem(to, "dataset");
  if (problem) throw new ProgramError(`cannot rename to '${to}': ${problem}`, 1);
  if (state.datasets.has(to)) {
    throw new ProgramError(`cannot rename '${from}': dataset already exists`, 1);
  }
  requireParents(state, host, to, options.parents ?? false, failure(`cannot create '${to}': `));
  const tree = [dataset, ...state.descendants(from)];
  const mounted = tree.filter((each) => each.mounted !== undefined);
  for (const each of [...mounted].reverse()) unmount(state, host, each);
  for (const each of tree) {
    state.datasets.delete(each.name);
    each.name = to + each.name.slice(from.length);
    state.datasets.set(each.name, each);
  }
  for (const each of state.datasets.values()) {
    if (each.origin?.startsWith(`${from}@`) || each.origin?.startsWith(`${from}/`)) {
      each.origin = to + each.origin.slice(from.length);
    }
  }
  for (const each of mounted) mountIfWanted(state, host, each);
  state.nextTxg();
}

/** The dataset of a name, or the error of commands that take no snapshot. */
export function openDataset(state: ZfsState, name: string): Dataset {
  const problem = nameProblem(name, "dataset");
  if (problem) throw new ProgramError(`cannot open '${name}': ${problem}`, 1);
  const dataset = state.dataset(name);
  if (!dataset) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  return dataset;
}

function renameSnapshot(state: ZfsState, from: string, to: string): void {
  const snapshot = state.snapshot(from);
  if (!snapshot) throw new ProgramError(`cannot open '${from}': dataset does not exist`, 1);
  const [name = ""] = from.split("@");
  const target = to.includes("@") ? to : `${name}@${to}`;
  if (target.split("@")[0] !== name) {
    const why = "snapshots must be part of same dataset";
    throw new ProgramError(`cannot rename to '${to}': ${why}`, 1);
  }
  if (state.snapshot(target)) {
    throw new ProgramError(`cannot rename '${from}': dataset already exists`, 1);
  }
  for (const clone of state.clonesOf(from)) clone.origin = target;
  snapshot.name = target.slice(name.length + 1);
  state.nextTxg();
}

function laterSnapshots(full: string, name: string, later: readonly { name: string }[]): Error {
  const listed = later.map((each) => `${name}@${each.name}`).join("\n");
  const why = "more recent snapshots or bookmarks exist";
  const hint = "use '-r' to force deletion of the following snapshots and bookmarks:";
  return new ProgramError(`cannot rollback to '${full}': ${why}\n${hint}\n${listed}`, 1);
}
