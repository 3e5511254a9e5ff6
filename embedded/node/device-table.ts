import type { MountedFiles } from "../files/mounted-files";
import type { Disk } from "../interior/hardware";
import type { Device, DeviceTable } from "../zfs/vdev-spec";

/** A part of a disk; partitions are made at installation only. */
export interface Partition {
  /** Kernel name: `sda3`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** What it holds, in blkid's word; nothing where it belongs to a pool. */
  readonly filesystem?: string;
}

/** Disks, partitions and files by any name that leads to them. */
export function deviceTable(
  files: MountedFiles,
  disks: readonly Disk[],
  partitions: readonly Partition[],
): DeviceTable {
  const devices = new Map<string, Device>();
  for (const { name, size } of disks) devices.set(`/dev/${name}`, disk(name, size));
  for (const { name, size, filesystem } of partitions) {
    const held = filesystem === undefined ? {} : { filesystem };
    devices.set(`/dev/${name}`, { ...disk(name, size), ...held });
  }
  return {
    find: (path) => {
      const real = files.realpath(path);
      if (real === undefined) return undefined;
      const stat = files.stat(real);
      if (stat?.type === "file") return { path: real, type: "file", size: stat.size };
      return devices.get(real);
    },
  };
}

function disk(name: string, size: number): Device {
  return { path: `/dev/${name}`, type: "disk", size };
}
