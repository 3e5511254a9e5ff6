import type { GuestView } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import type { Zfs } from "../zfs/zfs";

/** Ties a ZFS to the files of its host: where it mounts, which disks there are, and which guest keeps a mount busy. */
export function attachZfs(zfs: Zfs, files: MountedFiles, guests: GuestView): void {
  zfs.host = {
    makeDirectory: (path) => {
      files.mkdir(path);
    },
    removeDirectory: (path) => {
      if (files.stat(path)?.type === "directory" && files.list(path).length === 0)
        files.remove(path);
    },
    occupied: (path) => files.list(path).length > 0,
    busy: (dataset) => {
      const owner = /\/(?:subvol|basevol|vm|base)-(\d+)-[^/]*$/.exec(dataset)?.[1];
      return owner !== undefined && guests.running(Number(owner));
    },
  };
  zfs.devices = {
    find: (path) => {
      const real = files.realpath(path);
      const stat = real === undefined ? undefined : files.stat(real);
      if (real === undefined || !stat) return undefined;
      if (stat.type === "file") return { path: real, type: "file", size: stat.size };
      if (stat.type !== "block-device") return undefined;
      const name = real.slice(real.lastIndexOf("/") + 1);
      const sectors = Number(files.readText(`/sys/block/${name}/size`) ?? 0);
      const filesystem = filesystemOn(files, real);
      return {
        path: real,
        type: "disk",
        size: sectors * 512,
        ...(filesystem !== undefined && { filesystem }),
      };
    },
  };
}

/** What is mounted from a disk or a partition of it. */
function filesystemOn(files: MountedFiles, device: string): string | undefined {
  const mounts = (files.readText("/proc/mounts") ?? "").split("\n").map((line) => line.split(" "));
  return mounts.find(([source]) => source?.startsWith(device))?.[2];
}
