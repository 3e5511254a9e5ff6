import type { Files } from "../contract";
import type { Device, DeviceTable } from "../zfs/vdev-spec";

/** A disk of the node. */
export interface Disk {
  /** Kernel name: `nvme0n1`, `sda`. */
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  /** Bytes. */
  readonly size: number;
  /** Name below /dev/disk/by-id. */
  readonly byId: string;
  readonly partitions: readonly Partition[];
}

export interface Partition {
  /** Kernel name: `sda3`. */
  readonly name: string;
  readonly byId: string;
  /** Bytes. */
  readonly size: number;
  /** In blkid's word: `vfat`, `zfs_member` … */
  readonly filesystem?: string;
}

/** Disks and partitions by any name that leads to their device node. */
export function diskTable(
  files: Files & { realpath(path: string): string | undefined },
  disks: readonly Disk[],
): DeviceTable {
  const devices = new Map<string, Device>();
  for (const disk of disks) {
    devices.set(`/dev/${disk.name}`, device(disk.name, disk.size));
    for (const { name, size, filesystem } of disk.partitions) {
      const held = filesystem === undefined || filesystem === "zfs_member" ? {} : { filesystem };
      devices.set(`/dev/${name}`, { ...device(name, size), ...held });
    }
  }
  return { find: (path) => find(files, devices, path) };
}

function find(
  files: Files & { realpath(path: string): string | undefined },
  devices: ReadonlyMap<string, Device>,
  path: string,
): Device | undefined {
  const real = files.realpath(path);
  if (real === undefined) return undefined;
  const stat = files.stat(real);
  if (stat?.type === "file") return { path: real, type: "file", size: stat.size };
  return devices.get(real);
}

function device(name: string, size: number): Device {
  return { path: `/dev/${name}`, type: "disk", size };
}
