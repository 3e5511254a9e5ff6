import { ProgramError } from "../contract";
import type { Pool, Topology, Vdev, VdevClass } from "./records";
import { checkReplication } from "./replication";
import { minimumDeviceSize } from "./vdev-space";
import { newGuid } from "./zfs-state";

/** A disk or file that a pool can be made of. */
interface Device {
  /** Without symlinks: `/dev/nvme0n1`, `/var/tmp/v1`. */
  readonly path: string;
  readonly type: "disk" | "file";
  /** Bytes. */
  readonly size: number;
  /** What is mounted from it, in blkid's word (`ext4`); such a disk is refused even with force. */
  readonly filesystem?: string;
  /** What other than ZFS it and its partitions carry; refused without force. */
  readonly contents?: readonly { readonly path: string; readonly type: string }[];
}

/** Looks devices up by any of their names. */
export interface DeviceTable {
  find(path: string): Device | undefined;
  /** Writes a pool's label on the whole disk at a path without symlinks. */
  label?(path: string, pool: string): void;
  /** Takes the label away. */
  clearLabel?(path: string): void;
}

/** Reads the vdev words of a command line; throws in zpool's words (zpool_vdev.c). */
export function parseTopology(
  words: readonly string[],
  devices: DeviceTable,
  firstId = 0,
): Topology {
  let id = firstId;
  const add = (kind: VdevClass, vdev: Vdev) => {
    const isData = kind !== "cache" && kind !== "spares";
    topology[kind].push(isData ? { ...vdev, id: id++ } : vdev);
  };
  const topology: Topology = {
    normal: [],
    special: [],
    dedup: [],
    logs: [],
    cache: [],
    spares: [],
  };
  let target: VdevClass = "normal";
  for (let i = 0; i < words.length;) {
    const word = words[i] ?? "";
    const section = sections[word];
    if (section) {
      target = section;
      i++;
    } else if (grouping(word)) {
      const end = words.findIndex((each, at) => at > i && (sections[each] || grouping(each)));
      const members = words.slice(i + 1, end < 0 ? undefined : end);
      add(target, group(word, members, devices));
      i += members.length + 1;
    } else {
      add(target, leaf(word, devices));
      i++;
    }
  }
  return topology;
}

/** Refuses what zpool refuses about devices: in use, of different sizes, of mixed redundancy. */
export function checkTopology(
  topology: Topology,
  pools: Iterable<Pool>,
  options: { force?: boolean; devices?: DeviceTable; present?: Topology },
): void {
  const leaves = Object.values(topology).flat().flatMap(leavesOf);
  const known = [...pools];
  for (const vdev of leaves) {
    const owner = known.find((pool) => poolLeaves(pool).some((each) => overlaps(each, vdev)));
    if (!owner || (owner.exported && options.force)) continue;
    const what = owner.exported ? "exported" : "active";
    throw override(`${vdev.path ?? ""} is part of ${what} pool '${owner.name}'`, options.force);
  }
  if (options.force) return;
  for (const vdev of leaves) {
    const [found] = options.devices?.find(vdev.device ?? "")?.contents ?? [];
    if (found) throw override(`${found.path} contains a filesystem of type '${found.type}'`);
  }
  checkReplication(topology, options.present);
}

/** True for the same device, and for a disk and a partition of it. */
function overlaps(a: Vdev, b: Vdev): boolean {
  const [one = "", two = ""] = [a.device, b.device];
  const partOf = (whole: string, part: string) =>
    part.startsWith(whole) && /^p?\d+$/.test(part.slice(whole.length));
  return one === two || partOf(one, two) || partOf(two, one);
}

/** The devices of a vdev. */
export function leavesOf(vdev: Vdev): Vdev[] {
  return vdev.children.length === 0 ? [vdev] : vdev.children.flatMap(leavesOf);
}

/** The number that the next vdev of a pool gets. */
export function nextVdevId({ vdevs }: Pick<Pool, "vdevs">): number {
  const tops = [...vdevs.normal, ...vdevs.special, ...vdevs.dedup, ...vdevs.logs];
  return Math.max(tops.length, ...tops.map(({ id = -1 }) => id + 1));
}

/** All devices of a pool. */
export function poolLeaves(pool: Pool): Vdev[] {
  return Object.values(pool.vdevs).flat().flatMap(leavesOf);
}

const sections: Record<string, VdevClass | undefined> = {
  log: "logs",
  cache: "cache",
  spare: "spares",
  special: "special",
  dedup: "dedup",
};

function grouping(word: string): boolean {
  return /^(mirror|raidz[123]?)$/.test(word);
}

function group(word: string, members: readonly string[], devices: DeviceTable): Vdev {
  const type = word === "raidz" ? "raidz1" : word;
  const least = type === "mirror" ? 2 : Number(type.slice(5)) + 1;
  if (members.length < least) {
    throw new ProgramError(
      `invalid vdev specification: ${word} requires at least ${least} devices`,
      1,
    );
  }
  const children = members.map((member) => leaf(member, devices));
  return { type, guid: newGuid(), size: 0, state: "ONLINE", children };
}

function leaf(word: string, devices: DeviceTable): Vdev {
  const device = findDevice(word, devices);
  if (device.filesystem !== undefined) {
    throw new ProgramError(
      `${device.path} is in use and contains a ${device.filesystem} filesystem.`,
      1,
    );
  }
  return {
    type: device.type,
    guid: newGuid(),
    path: word.startsWith("/") ? word : (shorthand(word, devices) ?? word),
    device: device.path,
    ...(device.type === "disk" && { wholeDisk: true }),
    size: device.size,
    state: "ONLINE",
    children: [],
  };
}

function findDevice(word: string, devices: DeviceTable): Device {
  if (word.startsWith("/")) {
    const device = devices.find(word);
    if (!device) throw new ProgramError(`cannot resolve path '${word}'`, 1);
    return device;
  }
  const path = shorthand(word, devices);
  const device = path === undefined ? undefined : devices.find(path);
  if (device) return device;
  const hint = "must be a full path or shorthand device name";
  throw new ProgramError(`cannot open '${word}': no such device in /dev\n${hint}`, 1);
}

function shorthand(word: string, devices: DeviceTable): string | undefined {
  const places = ["/dev/disk/by-vdev", "/dev/disk/by-id", "/dev/disk/by-path", "/dev"];
  return places.map((place) => `${place}/${word}`).find((path) => devices.find(path));
}

/** Refuses devices that are too small for a pool. */
export function checkSizes(topology: Topology, name: string): void {
  const leaves = [...topology.normal, ...topology.special].flatMap(leavesOf);
  if (leaves.some((vdev) => vdev.size < minimumDeviceSize)) {
    const why = "one or more devices is less than the minimum size (64M)";
    throw new ProgramError(`cannot create '${name}': ${why}`, 1);
  }
}

function override(problem: string, forced = false): ProgramError {
  const hint = forced
    ? "the following errors must be manually repaired:"
    : "use '-f' to override the following errors:";
  return new ProgramError(`invalid vdev specification\n${hint}\n${problem}`, 1);
}
