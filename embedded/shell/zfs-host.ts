import type { GuestView } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { zfsDevices } from "../disks/zfs-devices";
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
    readFile: (path) => files.read(path),
    occupied: (path) => files.list(path).length > 0,
    busy: (dataset) => {
      const owner = /\/(?:subvol|basevol|vm|base)-(\d+)-[^/]*$/.exec(dataset)?.[1];
      return owner !== undefined && guests.running(Number(owner));
    },
  };
  zfs.devices = zfsDevices(files);
}
