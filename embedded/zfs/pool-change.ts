import { ProgramError } from "../contract";
import { groupState } from "./pool-devices";
import { openPool } from "./pool-lifecycle";
import type { Pool, Vdev, VdevClass } from "./records";
import { SpaceBook } from "./space";
import type { DeviceTable } from "./vdev-spec";
import { checkTopology, leavesOf, parseTopology } from "./vdev-spec";
import type { ZfsState } from "./zfs-state";
import { newGuid, now } from "./zfs-state";

/** `zpool attach POOL OLD NEW`: a device becomes a mirror, a mirror gets another side. */
export function attachDevice(
  state: ZfsState,
  devices: DeviceTable,
  name: string,
  [device, added]: readonly [string, string],
  force: boolean,
): void {
  const pool = openPool(state, name);
  const leaf = newLeaf(state, devices, added, force);
  const refuse = refusal(`cannot attach ${added} to ${device}`);
  const old = findLeaf(pool, device);
  if (!old) throw refuse("no such device in pool");
  if (old.group && old.group.type !== "mirror") {
    throw refuse("can only attach to mirrors and top-level disks");
  }
  if (leaf.size < old.leaf.size) throw refuse("device is too small");
  const { id, ...alone } = old.leaf;
  const made = { ...newMirror, guid: newGuid(), children: [alone], ...numbered(id) };
  const group = old.group ?? made;
  exchange(pool, old.group ?? old.leaf, { ...group, children: [...group.children, leaf] });
  devices.label?.(leaf.device ?? "", name);
  resilver(state, pool);
}

/** `zpool detach POOL DEVICE`: a mirror loses a side; with one left it is none any more. */
export function detachDevice(state: ZfsState, name: string, device: string): void {
  const pool = openPool(state, name);
  const refuse = refusal(`cannot detach ${device}`);
  const old = findLeaf(pool, device);
  if (!old) throw refuse("no such device in pool");
  const { leaf, group } = old;
  if (group?.type !== "mirror") throw refuse("only applicable to mirror and replacing vdevs");
  const rest = group.children.filter((each) => each !== leaf);
  if (!rest.some((each) => each.state === "ONLINE")) throw refuse("no valid replicas");
  const [only] = rest;
  const alone = rest.length === 1 && only ? { ...only, ...numbered(group.id) } : undefined;
  exchange(pool, group, alone ?? { ...group, children: rest });
}

/** `zpool replace POOL OLD [NEW]`; without a new one the device itself is taken in again. */
export function replaceDevice(
  state: ZfsState,
  devices: DeviceTable,
  name: string,
  [device, wanted]: readonly [string, string | undefined],
  force: boolean,
): void {
  const pool = openPool(state, name);
  const old = findLeaf(pool, device);
  const added = wanted ?? old?.leaf.path ?? device;
  const again = wanted === undefined && old !== undefined && old.leaf.state !== "ONLINE";
  const leaf = newLeaf(state, devices, added, force, again);
  const refuse = refusal(
    `cannot replace ${device}${wanted === undefined ? "" : ` with ${wanted}`}`,
  );
  if (!old) throw refuse("no such device in pool");
  if (leaf.size < old.leaf.size) throw refuse("device is too small");
  if (!old.group) {
    exchange(pool, old.leaf, { ...leaf, ...numbered(old.leaf.id) });
  } else {
    const children = old.group.children.map((each) => (each === old.leaf ? leaf : each));
    exchange(pool, old.group, { ...old.group, children });
  }
  devices.label?.(leaf.device ?? "", name);
  resilver(state, pool);
}

/** `zpool remove POOL DEVICE`: caches, logs and spares at once, a top-level vdev after its data has been moved. */
export function removeDevice(state: ZfsState, name: string, device: string): void {
  const pool = openPool(state, name);
  const refuse = refusal(`cannot remove ${device}`, 1);
  for (const kind of ["cache", "logs", "spares"] as const) {
    const kept = pool.vdevs[kind].filter((top, at) => !isCalled(top, at, device));
    if (kept.length === pool.vdevs[kind].length) continue;
    pool.vdevs[kind] = kept;
    return;
  }
  const at = pool.vdevs.normal.findIndex((top, index) => isCalled(top, index, device));
  const top = pool.vdevs.normal[at];
  if (!top) {
    if (removeSpecial(pool, device)) return;
    const member = findLeaf(pool, device) !== undefined;
    throw refuse(
      member ? "operation not supported on this type of pool" : "no such device in pool",
    );
  }
  if (pool.vdevs.normal.some((each) => each.type.startsWith("raidz"))) {
    const rule = "all top-level vdevs must have the same sector size and not be raidz.";
    throw refuse(`invalid config; ${rule}`);
  }
  const kept = pool.vdevs.normal.filter((each) => each !== top);
  const { allocated } = new SpaceBook(state).ofPool(pool);
  const left = new SpaceBook(state).ofPool({ ...pool, vdevs: { ...pool.vdevs, normal: kept } });
  if (kept.length === 0 || allocated > left.size) throw refuse("out of space");
  pool.vdevs.normal = kept;
  pool.removal = { vdev: top.id ?? at, bytes: allocated, ended: now() };
}

/** A special vdev goes like one of the data, so never from a pool that has raidz. */
function removeSpecial(pool: Pool, device: string): boolean {
  const special = pool.vdevs.special.find((each, index) => isCalled(each, index, device));
  if (!special || pool.vdevs.normal.some((each) => each.type.startsWith("raidz"))) return false;
  pool.vdevs.special = pool.vdevs.special.filter((each) => each !== special);
  pool.removal = { vdev: special.id ?? 0, bytes: 0, ended: now() };
  return true;
}

/** `zpool scrub`: all that is stored is good, so that it ends as soon as it has begun. */
export function scrubPool(state: ZfsState, name: string): void {
  openPool(state, name).scan = { kind: "scrub", bytes: 0, ended: now() };
}

/** Notes that a pool was resilvered: what is allocated was written to the new device. */
export function resilver(state: ZfsState, pool: Pool): void {
  pool.scan = {
    kind: "resilver",
    bytes: new SpaceBook(state).ofPool(pool).allocated,
    ended: now(),
  };
}

const newMirror = { type: "mirror", size: 0, state: "ONLINE" } as const;

/** A device of the pool and the group that it is in, if any. */
function findLeaf(pool: Pool, name: string): { leaf: Vdev; group: Vdev | undefined } | undefined {
  for (const kind of ["normal", "special", "dedup", "logs"] as const) {
    for (const top of pool.vdevs[kind]) {
      const leaf = leavesOf(top).find((each) => isNamed(each, name));
      if (leaf) return { leaf, group: leaf === top ? undefined : top };
    }
  }
  return undefined;
}

/** True for a device's path, its last component, what it leads to, and its guid. */
export function isNamed(vdev: Vdev, name: string): boolean {
  const path = vdev.path ?? "";
  return path === name || vdev.device === name || vdev.guid === name || path.endsWith(`/${name}`);
}

function isCalled(top: Vdev, index: number, name: string): boolean {
  return top.children.length === 0 ? isNamed(top, name) : `${top.type}-${top.id ?? index}` === name;
}

function numbered(id: number | undefined): { id?: number } {
  return id === undefined ? {} : { id };
}

function exchange(pool: Pool, old: Vdev, made: Vdev): void {
  const group = made.children.length > 0;
  const top = group ? { ...made, state: groupState(made.type, made.children) } : made;
  for (const kind of Object.keys(pool.vdevs) as VdevClass[]) {
    pool.vdevs[kind] = pool.vdevs[kind].map((each) => (each === old ? top : each));
  }
}

function newLeaf(
  state: ZfsState,
  devices: DeviceTable,
  word: string,
  force: boolean,
  again = false,
): Vdev {
  const topology = parseTopology([word], devices);
  if (!again) checkTopology(topology, state.pools.values(), { force, devices });
  const [top] = topology.normal;
  if (!top) throw new ProgramError(`cannot open '${word}': no such device in /dev`, 1);
  const { id, ...leaf } = top;
  return leaf;
}

// attach, detach and replace return -1 from zpool_main.c where the kernel refuses.
function refusal(what: string, exitCode = 255): (why: string) => ProgramError {
  return (why) => new ProgramError(`${what}: ${why}`, exitCode);
}
