import { ProgramError } from "../contract";
import type { MountHost } from "./mounts";
import { unmount } from "./mounts";
import type { Dataset } from "./records";
import type { ZfsState } from "./zfs-state";

/** Options of `zfs destroy`. */
export interface DestroyOptions {
  /** `-r`: children and snapshots as well. */
  readonly recursive?: boolean;
  /** `-R`: clones outside the tree as well. */
  readonly clones?: boolean;
  /** `-d`: a snapshot in use goes when its last clone or hold does. */
  readonly defer?: boolean;
}

/** What `zfs destroy NAME` would destroy, in its order; throws in its words where it refuses. */
export function destroyPlan(state: ZfsState, name: string, options: DestroyOptions): string[] {
  const dataset = state.dataset(name);
  if (!dataset) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  if (!name.includes("/") && !options.recursive && !options.clones) {
    const hint = `use 'zfs destroy -r ${name}' to destroy all datasets in the pool`;
    const pool = `use 'zpool destroy ${name}' to destroy the pool itself`;
    throw refusal(name, `operation does not apply to pools\n${hint}\n${pool}`);
  }
  const tree = [dataset, ...state.descendants(name)];
  const plan = postOrder(state, dataset);
  const deep = options.recursive === true || options.clones === true;
  if (!deep && plan.length > 1) {
    const listed = plan.slice(0, -1).join("\n");
    const hint = "use '-r' to destroy the following datasets:";
    throw refusal(name, `${dataset.type} has children\n${hint}\n${listed}`);
  }
  const names = new Set(tree.map((each) => each.name));
  const outside = dependents(state, tree).filter((clone) => !names.has(clone.name));
  if (outside.length > 0 && !options.clones) {
    const listed = outside.map((clone) => clone.name).join("\n");
    const hint = "use '-R' to destroy the following datasets:";
    throw refusal(name, `${dataset.type} has dependent clones\n${hint}\n${listed}`);
  }
  return [...outside.flatMap((clone) => postOrder(state, clone)), ...plan];
}

/** `zfs destroy` of a filesystem or volume. */
export function destroyDataset(
  state: ZfsState,
  host: MountHost,
  name: string,
  options: DestroyOptions,
): void {
  const plan = destroyPlan(state, name, options);
  const datasets = plan.flatMap((each) => (each.includes("@") ? [] : [state.datasets.get(each)]));
  for (const each of datasets) if (each) unmount(state, host, each);
  // The root of a pool stays: only its children and snapshots can go.
  for (const each of plan) {
    if (each.includes("@")) dropSnapshot(state, each);
    else if (each.includes("/")) forget(state, each);
  }
  state.nextTxg();
}

/** `zfs destroy NAME@SNAP[,SNAP…]`. */
export function destroySnapshots(
  state: ZfsState,
  name: string,
  snapnames: readonly string[],
  options: DestroyOptions,
): void {
  if (!state.dataset(name)) {
    throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  }
  const scope = options.recursive ? [name, ...state.descendants(name).map((d) => d.name)] : [name];
  const found = scope.flatMap((dataset) =>
    snapnames.map((snap) => `${dataset}@${snap}`).filter((full) => state.snapshot(full)),
  );
  if (found.length === 0) {
    throw new ProgramError("could not find any snapshots to destroy; check snapshot names.", 1);
  }
  for (const full of found) destroyOneSnapshot(state, full, options);
  state.nextTxg();
}

function destroyOneSnapshot(state: ZfsState, full: string, options: DestroyOptions): void {
  const snapshot = state.snapshot(full);
  const clones = state.clonesOf(full);
  if (!snapshot) return;
  if (options.defer && (clones.length > 0 || snapshot.holds.size > 0)) {
    snapshot.deferDestroy = true;
    return;
  }
  if (clones.length > 0 && !options.clones) {
    const listed = clones.map((clone) => clone.name).join("\n");
    const hint = "use '-R' to destroy the following datasets:";
    throw refusal(full, `snapshot has dependent clones\n${hint}\n${listed}`);
  }
  if (snapshot.holds.size > 0) {
    throw new ProgramError(
      `cannot destroy snapshot ${full}: it's being held. Run 'zfs holds -r ${full}' to see holders.`,
      1,
    );
  }
  for (const clone of clones) {
    for (const each of postOrder(state, clone)) {
      if (each.includes("@")) dropSnapshot(state, each);
      else forget(state, each);
    }
  }
  dropSnapshot(state, full);
}

/** Everything at and below a dataset, each before what it depends on. */
function postOrder(state: ZfsState, dataset: Dataset): string[] {
  const below = state.children(dataset.name).flatMap((child) => postOrder(state, child));
  const snapshots = dataset.snapshots.map((snapshot) => `${dataset.name}@${snapshot.name}`);
  return [...below, ...snapshots, dataset.name];
}

function dependents(state: ZfsState, tree: readonly Dataset[]): Dataset[] {
  return tree.flatMap((dataset) =>
    dataset.snapshots.flatMap((snapshot) => state.clonesOf(`${dataset.name}@${snapshot.name}`)),
  );
}

function forget(state: ZfsState, name: string): void {
  const origin = state.datasets.get(name)?.origin;
  state.datasets.delete(name);
  const snapshot = origin ? state.snapshot(origin) : undefined;
  if (origin && snapshot?.deferDestroy && state.clonesOf(origin).length === 0) {
    dropSnapshot(state, origin);
  }
}

function dropSnapshot(state: ZfsState, full: string): void {
  const [name = "", snapname] = full.split("@");
  const dataset = state.datasets.get(name);
  if (dataset) dataset.snapshots = dataset.snapshots.filter((each) => each.name !== snapname);
}

function refusal(name: string, why: string): ProgramError {
  return new ProgramError(`cannot destroy '${name}': ${why}`, 1);
}
