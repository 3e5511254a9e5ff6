import type { MountedFiles } from "../files/mounted-files";

/** What is found on a disk or partition, in libblkid's words (the ID_FS_… and ID_PART_… of udev's database). */
export interface Content {
  /** `ext4`, `swap`, `LVM2_member`, `zfs_member` … */
  readonly type?: string;
  /** Of a ZFS member the pool's name. */
  readonly label?: string;
  readonly uuid?: string;
  /** Kind of partition table: `gpt` or `dos`. */
  readonly table?: string;
}

/** A disk or partition of the node. */
export interface BlockDevice {
  /** Under /dev. */
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  /** Bytes. */
  readonly size: number;
  readonly content: Content;
  readonly partitions: readonly BlockDevice[];
}

/** The disks under /sys/block with their partitions. */
export function blockDevices(files: MountedFiles): BlockDevice[] {
  return files
    .list("/sys/block")
    .flatMap((name) => {
      const parts = files
        .list(`/sys/block/${name}`)
        .filter((part) => part.startsWith(name))
        .flatMap((part) => device(files, part, `/sys/block/${name}/${part}`, []))
        .sort((a, b) => a.minor - b.minor);
      return device(files, name, `/sys/block/${name}`, parts);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The disk or partition of a real path such as /dev/sda1. */
export function findBlockDevice(files: MountedFiles, path: string): BlockDevice | undefined {
  return blockDevices(files)
    .flatMap((disk) => [disk, ...disk.partitions])
    .find(({ name }) => `/dev/${name}` === path);
}

/** The disk that a partition is of. */
export function diskOf(files: MountedFiles, partition: string): BlockDevice | undefined {
  return blockDevices(files).find(({ partitions }) =>
    partitions.some(({ name }) => name === partition),
  );
}

/** Says in udev's database what a device carries; what is left out is not there any more. */
export function setContent(files: MountedFiles, device: BlockDevice, content: Content): void {
  const lines = [
    ["ID_FS_TYPE", content.type],
    ["ID_FS_LABEL", content.label],
    ["ID_FS_UUID", content.uuid],
    ["ID_PART_TABLE_TYPE", content.table],
  ].flatMap(([key = "", value]) => (value === undefined ? [] : [`E:${key}=${value}\n`]));
  files.write(database(device), lines.join(""));
}

/** Gives a disk a new partition table with partitions of these numbers and sizes. */
export function setPartitions(
  files: MountedFiles,
  disk: BlockDevice,
  table: string,
  partitions: readonly { readonly number: number; readonly size: number }[],
): void {
  dropPartitions(files, disk);
  setContent(files, disk, { table });
  const links = linksTo(files, disk);
  for (const { number, size } of partitions) {
    const name = partitionName(disk.name, number);
    const attributes = { mode: 0o660, gid: 6 };
    files.mknod(`/dev/${name}`, disk.major, disk.minor + number, attributes, "block-device");
    files.write(`/sys/block/${disk.name}/${name}/size`, `${size / 512}\n`);
    for (const link of links) files.symlink(`../../${name}`, `${link}-part${number}`);
  }
}

/** Takes the partitions of a disk away, as the kernel does when their table is gone. */
export function dropPartitions(files: MountedFiles, disk: BlockDevice): void {
  for (const part of disk.partitions) {
    const number = /\d+$/.exec(part.name)?.[0] ?? "";
    for (const link of linksTo(files, disk)) {
      if (files.exists(`${link}-part${number}`)) files.remove(`${link}-part${number}`);
    }
    if (files.exists(database(part))) files.remove(database(part));
    files.remove(`/sys/block/${disk.name}/${part.name}`);
    files.remove(`/dev/${part.name}`);
  }
}

/** `sda1`, `nvme0n1p1`. */
function partitionName(disk: string, number: number): string {
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

// A disk that was pulled out has no node any more.
function device(
  files: MountedFiles,
  name: string,
  place: string,
  partitions: readonly BlockDevice[],
): BlockDevice[] {
  const numbers = files.device(`/dev/${name}`);
  if (numbers === undefined) return [];
  const { major, minor } = numbers;
  const size = Number(files.readText(`${place}/size`) ?? 0) * 512;
  return [{ name, major, minor, size, partitions, content: contentOf(files, { major, minor }) }];
}

function contentOf(files: MountedFiles, device: Pick<BlockDevice, "major" | "minor">): Content {
  const text = files.readText(database(device)) ?? "";
  const value = (key: string) => new RegExp(`^E:${key}=(.*)$`, "m").exec(text)?.[1];
  const found = {
    type: value("ID_FS_TYPE"),
    label: value("ID_FS_LABEL"),
    uuid: value("ID_FS_UUID"),
    table: value("ID_PART_TABLE_TYPE"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined));
}

function database({ major, minor }: Pick<BlockDevice, "major" | "minor">): string {
  return `/run/udev/data/b${major}:${minor}`;
}

function linksTo(files: MountedFiles, { name }: BlockDevice): string[] {
  const folder = "/dev/disk/by-id";
  return files
    .list(folder)
    .map((link) => `${folder}/${link}`)
    .filter((link) => files.realpath(link) === `/dev/${name}`);
}
