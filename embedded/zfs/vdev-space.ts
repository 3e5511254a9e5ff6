import type { Vdev } from "./records";

/** Bytes of a top-level vdev as `zpool list` counts them: whole metaslabs, parity included. */
export function vdevSize(vdev: Vdev): number {
  const asize = allocatable(vdev);
  const shift = metaslabShift(asize);
  return Math.floor(asize / shift) * shift;
}

/** Bytes that datasets can use: without parity and without the slop that ZFS keeps for itself (spa_misc.c). */
export function usableSize(vdevs: readonly Vdev[]): number {
  const usable = vdevs.reduce((sum, vdev) => sum + Math.floor(vdevSize(vdev) * dataShare(vdev)), 0);
  const slop = Math.max(usable / 32, Math.min(usable / 2, 128 * 1024 ** 2));
  return Math.floor(usable - Math.min(slop, 128 * 1024 ** 3));
}

/** The least size of a device, below which `zpool create` refuses it. */
export const minimumDeviceSize = 64 * 1024 ** 2;

const labels = 0x480000;
// zpool partitions a whole disk and keeps 8 MiB at its end for itself.
const reservedPartition = 9 * 1024 ** 2;

function allocatable(vdev: Vdev): number {
  if (vdev.children.length === 0) {
    return vdev.size - labels - (vdev.wholeDisk ? reservedPartition : 0);
  }
  const smallest = Math.min(...vdev.children.map(allocatable));
  return vdev.type.startsWith("raidz") ? smallest * vdev.children.length : smallest;
}

/** vdev_metaslab_set_size: 16 metaslabs at least, about 200 where the device allows it. */
function metaslabShift(asize: number): number {
  const minimum = 2 ** 24;
  const count = Math.floor(asize / 2 ** 29);
  if (count < 16) return Math.max(minimum, powerAbove(asize / 16));
  if (count > 200) return Math.min(2 ** 34, powerAbove(asize / 200));
  return 2 ** 29;
}

function powerAbove(value: number): number {
  return 2 ** (Math.floor(Math.log2(value)) + 1);
}

function dataShare(vdev: Vdev): number {
  if (!vdev.type.startsWith("raidz")) return 1;
  const parity = Number(vdev.type.slice(5) || 1);
  return (vdev.children.length - parity) / vdev.children.length;
}
