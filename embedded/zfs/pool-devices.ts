import { ProgramError } from "../contract";
import type { Pool, Vdev, VdevClass } from "./records";
import type { DeviceTable } from "./vdev-spec";
import { leavesOf } from "./vdev-spec";

/** A pool's top-level vdevs with the states that importing it would find, missing devices among them. */
export function foundVdevs(pool: Pool, devices: DeviceTable): Pool["vdevs"] {
  const found = { ...pool.vdevs };
  for (const kind of Object.keys(found) as VdevClass[]) {
    found[kind] = found[kind].map((top) => look(top, devices));
  }
  return found;
}

/** True where nothing of a pool can be found, so that no import sees it. */
export function isLost(vdevs: Pool["vdevs"]): boolean {
  return vdevs.normal.flatMap(leavesOf).every((leaf) => leaf.state === "UNAVAIL");
}

/** Refuses a pool with a vdev that cannot do without what is missing. */
export function checkReplicas(name: string, vdevs: Pool["vdevs"]): void {
  const needed = [...vdevs.normal, ...vdevs.special, ...vdevs.dedup];
  if (needed.some((top) => top.state === "UNAVAIL")) {
    throw new ProgramError(
      `cannot import '${name}': one or more devices is currently unavailable`,
      1,
    );
  }
}

/** A group's state from its members': degraded as long as enough of them are there. */
export function groupState(type: string, children: readonly Vdev[]): Vdev["state"] {
  const missing = children.filter((child) => child.state !== "ONLINE").length;
  if (missing === 0) return "ONLINE";
  return missing <= redundancy(type, children.length) ? "DEGRADED" : "UNAVAIL";
}

function redundancy(type: string, count: number): number {
  if (type === "mirror") return count - 1;
  return type.startsWith("raidz") ? Number(type.slice(5) || 1) : 0;
}

function look(vdev: Vdev, devices: DeviceTable): Vdev {
  if (vdev.children.length > 0) {
    const children = vdev.children.map((child) => look(child, devices));
    return { ...vdev, children, state: groupState(vdev.type, children) };
  }
  if (vdev.state === "OFFLINE") return vdev;
  const there = vdev.device !== undefined && devices.find(vdev.device) !== undefined;
  return { ...vdev, state: there ? "ONLINE" : "UNAVAIL" };
}
