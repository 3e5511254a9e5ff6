import { ProgramError } from "../contract";
import type { MountHost } from "./mounts";
import { mountIfWanted, unmount } from "./mounts";
import type { Pool } from "./records";
import { checkReplicas, foundVdevs, isLost } from "./pool-devices";
import type { DeviceTable } from "./vdev-spec";
import type { ZfsState } from "./zfs-state";

/** The imported pool of a name, or zpool's error. */
export function openPool(state: ZfsState, name: string, exitCode = 1): Pool {
  const pool = state.pool(name);
  if (!pool) throw new ProgramError(`cannot open '${name}': no such pool`, exitCode);
  return pool;
}

/** `zpool destroy`: never asks, and takes all datasets along. */
export function destroyPool(state: ZfsState, host: MountHost, name: string): void {
  openPool(state, name);
  try {
    unmountAll(state, host, name);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const why = `could not destroy '${name}': could not unmount datasets`;
    throw new ProgramError(`${error.message}\n${why}`, 1);
  }
  for (const dataset of [name, ...state.descendants(name).map((each) => each.name)]) {
    state.datasets.delete(dataset);
  }
  state.pools.delete(name);
}

/** `zpool export`. */
export function exportPool(state: ZfsState, host: MountHost, name: string): void {
  const pool = openPool(state, name);
  unmountAll(state, host, name);
  for (const { key } of wholePool(state, name)) if (key) key.loaded = false;
  pool.exported = true;
}

/** `zpool import`. */
export function importPool(
  state: ZfsState,
  host: MountHost,
  devices: DeviceTable,
  name: string,
  options: { unmounted?: boolean; newName?: string },
): void {
  const pool = [...state.pools.values()].find(
    (each) => each.exported && (each.name === name || each.guid === name),
  );
  const vdevs = pool && foundVdevs(pool, devices);
  if (!pool || !vdevs || isLost(vdevs)) {
    if (!state.pool(name)) {
      throw new ProgramError(`cannot import '${name}': no such pool available`, 1);
    }
    const hint = "use the form 'zpool import <pool | id> <newpool>' to give it a new name";
    const why = "a pool with that name already exists";
    throw new ProgramError(`cannot import '${name}': ${why}\n${hint}`, 1);
  }
  checkReplicas(name, vdevs);
  Object.assign(pool.vdevs, vdevs);
  pool.exported = false;
  if (options.newName !== undefined) renamePool(state, pool, options.newName);
  if (options.unmounted) return;
  for (const dataset of wholePool(state, pool.name)) mountIfWanted(state, host, dataset);
}

function renamePool(state: ZfsState, pool: Pool, newName: string): void {
  const old = pool.name;
  for (const dataset of wholePool(state, old)) {
    state.datasets.delete(dataset.name);
    dataset.name = newName + dataset.name.slice(old.length);
    if (dataset.origin !== undefined) dataset.origin = newName + dataset.origin.slice(old.length);
    state.datasets.set(dataset.name, dataset);
  }
  state.mountSequence++;
  state.pools.delete(old);
  pool.name = newName;
  state.pools.set(newName, pool);
}

function unmountAll(state: ZfsState, host: MountHost, name: string): void {
  for (const dataset of wholePool(state, name).reverse()) unmount(state, host, dataset);
}

function wholePool(state: ZfsState, name: string) {
  const root = state.datasets.get(name);
  return root ? [root, ...state.descendants(name)] : [];
}
