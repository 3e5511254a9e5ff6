import type { MountedFiles } from "../files/mounted-files";
import type { DeviceTable } from "../zfs/vdev-spec";
import { diskOf, findBlockDevice, setContent, setPartitions } from "./block-devices";
import type { BlockDevice } from "./block-devices";

/** The disks and files of a host as ZFS sees and labels them. */
export function zfsDevices(files: MountedFiles): DeviceTable {
  return {
    find(path) {
      const real = files.realpath(path);
      const stat = real === undefined ? undefined : files.stat(real);
      if (real === undefined || !stat) return undefined;
      if (stat.type === "file") return { path: real, type: "file", size: stat.size };
      if (stat.type !== "block-device") return undefined;
      const device = findBlockDevice(files, real);
      const mounted = mountedFrom(files, real);
      return {
        path: real,
        type: "disk",
        size: device?.size ?? 0,
        contents: device === undefined ? [] : contentsOf(device),
        ...(mounted !== undefined && { filesystem: mounted }),
      };
    },
    // zpool_label_disk of libzfs: one partition for the data, and the ninth of 8 MiB at the end.
    label(path, pool) {
      const device = findBlockDevice(files, path);
      if (device === undefined) return;
      if (diskOf(files, device.name) !== undefined) {
        setContent(files, device, { type: "zfs_member", label: pool });
        return;
      }
      const reserved = 8 * 1024 ** 2;
      const data = device.size - reserved - 1024 ** 2;
      setPartitions(files, device, "gpt", [
        { number: 1, size: data },
        { number: 9, size: reserved },
      ]);
      const first = findBlockDevice(files, path)?.partitions[0];
      if (first !== undefined) setContent(files, first, { type: "zfs_member", label: pool });
    },
    clearLabel(path) {
      const device = findBlockDevice(files, path);
      for (const each of device === undefined ? [] : [device, ...device.partitions]) {
        const { type, label, ...rest } = each.content;
        if (type === "zfs_member") setContent(files, each, rest);
      }
    },
  };
}

/** What blkid finds on it and its partitions that is not ZFS's. */
function contentsOf(device: BlockDevice): { path: string; type: string }[] {
  return [device, ...device.partitions].flatMap(({ name, content: { type } }) =>
    type === undefined || type === "zfs_member" ? [] : [{ path: `/dev/${name}`, type }],
  );
}

/** The type of what is mounted from a disk or a partition of it. */
function mountedFrom(files: MountedFiles, device: string): string | undefined {
  const mounts = (files.readText("/proc/mounts") ?? "").split("\n").map((line) => line.split(" "));
  return mounts.find(([source]) => source?.startsWith(device))?.[2];
}
