/** A disk, a partition, or what device-mapper and md make of them, as lsblk(8) knows it. */
export interface BlockDevice {
  /** Such as /dev/nvme0n1. */
  readonly path: string;
  /** `disk`, `part`, `lvm`, `raid1` … */
  readonly type: string;
  /** What libblkid has found: `ext4`, `swap`, `LVM2_member`, `zfs_member` …; undefined for nothing. */
  readonly content: string | undefined;
  /** Of a ZFS member the pool's name. */
  readonly label: string | undefined;
  /** Kind of partition table, `gpt` or `dos`; of a partition that of its disk. */
  readonly table: string | undefined;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockDevice[];
}

/** Reads `lsblk -J -o PATH,TYPE,FSTYPE,LABEL,PTTYPE,MOUNTPOINTS`; all devices by their path. */
export function parseBlockDevices(text: string): Map<string, BlockDevice> {
  if (text.trim() === "") return new Map();
  const { blockdevices } = JSON.parse(text) as { blockdevices: readonly Listed[] };
  return new Map(
    blockdevices
      .map(read)
      .flatMap(withChildren)
      .map((device) => [device.path, device]),
  );
}

/** Reads the names below /dev/disk, and below them what `readlink -f` says of each, as one map. */
export function parseLinks(names: string, targets: string): Map<string, string> {
  const devices = targets.split("\n").filter(Boolean);
  return new Map(
    names
      .split("\n")
      .filter(Boolean)
      .map((name, index) => [name, devices[index] ?? ""] as const)
      .filter(([name, device]) => !name.includes("*") && device !== ""),
  );
}

/** All that is on a device and its parts, in words; empty for one that is blank. */
export function contentOf(device: BlockDevice): string[] {
  const own = [
    ...(device.table !== undefined && device.type !== "part"
      ? [`a partition table (${device.table})`]
      : []),
    ...(device.content === undefined ? [] : [contentInWords(device)]),
    ...device.mountpoints.map((point) =>
      point === "[SWAP]" ? "swap in use" : `something mounted at ${point}`,
    ),
  ];
  const prefix = device.type === "disk" ? "" : `${device.path}: `;
  return [...own.map((what) => `${prefix}${what}`), ...device.children.flatMap(contentOf)];
}

/** Names of the pools whose labels are on a device or its parts. */
export function poolsOn(device: BlockDevice): string[] {
  const own = device.content === "zfs_member" && device.label !== undefined ? [device.label] : [];
  return [...new Set([...own, ...device.children.flatMap(poolsOn)])];
}

function contentInWords({ content, label }: BlockDevice): string {
  if (content === "zfs_member") return `a label of ZFS pool ${label ?? "(unknown)"}`;
  if (content === "LVM2_member") return "an LVM physical volume";
  return `${content ?? ""}${label === undefined ? "" : ` ${JSON.stringify(label)}`}`;
}

interface Listed {
  readonly path: string;
  readonly type: string;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly pttype: string | null;
  readonly mountpoints: readonly (string | null)[];
  readonly children?: readonly Listed[];
}

function read(listed: Listed): BlockDevice {
  return {
    path: listed.path,
    type: listed.type,
    content: listed.fstype ?? undefined,
    label: listed.label ?? undefined,
    table: listed.pttype ?? undefined,
    mountpoints: listed.mountpoints.filter((point) => point !== null),
    children: (listed.children ?? []).map(read),
  };
}

function withChildren(device: BlockDevice): BlockDevice[] {
  return [device, ...device.children.flatMap(withChildren)];
}
