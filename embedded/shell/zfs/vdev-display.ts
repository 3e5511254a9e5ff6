import type { Pool, Vdev, VdevClass } from "../../zfs/records";

/** How a device's name is shown: options of `zpool status` and `zpool list -v`. */
export interface NameStyle {
  /** `-P`: whole paths, and the partition of a whole disk. */
  readonly path: boolean;
  /** `-L`: what links lead to. */
  readonly real: boolean;
  /** `-g`: guids. */
  readonly guid: boolean;
}

/** A vdev with its name and depth under the pool. */
export interface VdevRow {
  readonly name: string;
  readonly depth: number;
  readonly vdev: Vdev;
}

/** The sections after the pool's own vdevs, in zpool's order and words. */
export const sections: readonly (readonly [VdevClass, string])[] = [
  ["dedup", "dedup"],
  ["special", "special"],
  ["logs", "logs"],
  ["cache", "cache"],
  ["spares", "spares"],
];

/** Vdevs of one class with their numbers: `mirror-0`, `raidz1-1`. */
export function vdevRows(pool: Pool, kind: VdevClass, style: NameStyle): VdevRow[] {
  return pool.vdevs[kind].flatMap((top, index) => {
    // Numbers run over all classes in the order in which vdevs joined the pool.
    const offset = kind === "normal" ? 0 : pool.vdevs.normal.length;
    return rowsOf(top, top.id ?? index + offset, 1, style);
  });
}

/** A leaf's name without or with its path. */
export function vdevName(vdev: Vdev, index: number, style: NameStyle): string {
  if (style.guid) return vdev.guid;
  // A device that cannot be found is told by its guid, since its path may lead to another one by now.
  if (vdev.path !== undefined && vdev.state === "UNAVAIL") return vdev.guid;
  if (vdev.path === undefined) return `${vdev.type}-${index}`;
  const path = style.real ? (vdev.device ?? vdev.path) : vdev.path;
  if (vdev.type === "file") return path;
  if (!style.path) return path.slice(path.lastIndexOf("/") + 1);
  return vdev.wholeDisk ? partition(path) : path;
}

/** zpool puts data on the first partition: `sda1`, `nvme0n1p1`, `…-part1` under by-id. */
function partition(path: string): string {
  if (path.startsWith("/dev/disk/")) return `${path}-part1`;
  return /\d$/.test(path) ? `${path}p1` : `${path}1`;
}

function rowsOf(vdev: Vdev, index: number, depth: number, style: NameStyle): VdevRow[] {
  const children = vdev.children.flatMap((child, at) => rowsOf(child, at, depth + 1, style));
  return [{ name: vdevName(vdev, index, style), depth, vdev }, ...children];
}
