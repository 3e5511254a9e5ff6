import { randomUUID } from "node:crypto";
import type { MountedFiles } from "../files/mounted-files";
import { lastValue, parseOptions } from "../shell/options";
import { failed, type Program } from "../shell/program";
import {
  diskOf,
  dropPartitions,
  findBlockDevice,
  setContent,
  setPartitions,
  type BlockDevice,
} from "./block-devices";
import { addVolumeGroup, addThinPool } from "./volume-groups";

/** Programs that write on disks: file systems, swap, partition tables, LVM, and wipefs(8). */
export function diskPrograms(
  files: () => MountedFiles,
  isBusy: (device: string) => boolean,
): [string, Program][] {
  return [
    ["mkfs.ext4", format(files, "ext4")],
    ["mkswap", format(files, "swap")],
    ["sgdisk", sgdisk(files)],
    ["wipefs", wipefs(files, isBusy)],
    ["pvcreate", pvcreate(files)],
    ["vgcreate", vgcreate(files)],
    ["lvcreate", lvcreate(files)],
  ];
}

function find(files: MountedFiles, path: string): BlockDevice | undefined {
  return findBlockDevice(files, files.realpath(path) ?? path);
}

function format(files: () => MountedFiles, type: string): Program {
  return (args, io) => {
    const parsed = parseOptions(args, { short: "FfqL:U:" });
    const [path = ""] = parsed.rest;
    const device = find(files(), path);
    if (device === undefined) {
      return failed(`The file ${path} does not exist and no size was specified.`);
    }
    const label = lastValue(parsed, "L");
    dropPartitions(files(), device);
    setContent(files(), device, {
      type,
      uuid: randomUUID(),
      ...(label !== undefined && { label }),
    });
    io.record();
    return "";
  };
}

/** sgdisk(8) with `-o` (a new empty table), `-Z` (none) and `-n NUMBER:…` (a partition of all that is left). */
function sgdisk(files: () => MountedFiles): Program {
  return (args, io) => {
    const parsed = parseOptions(args, { short: "oZn:", long: ["clear", "zap-all", "new="] });
    const [path = ""] = parsed.rest;
    const device = find(files(), path);
    if (device === undefined) {
      return failed(
        `Problem opening ${path} for reading! Error is 2.\nThe specified file does not exist!`,
        2,
      );
    }
    io.record();
    if (parsed.flags.has("Z") || parsed.flags.has("zap-all")) {
      dropPartitions(files(), device);
      setContent(files(), device, {});
      return "GPT data structures destroyed! You may now partition the disk using fdisk or\nother utilities.\n";
    }
    const wanted = lastValue(parsed, "n") ?? lastValue(parsed, "new");
    const number = Number(wanted?.split(":")[0] ?? 0);
    const partitions =
      wanted === undefined ? [] : [{ number: number || 1, size: device.size - 2 * 1024 ** 2 }];
    setPartitions(files(), device, "gpt", partitions);
    return "The operation has completed successfully.\n";
  };
}

/** Where libblkid finds each type, and the bytes that tell it. */
const signatures: Readonly<Record<string, readonly [offset: string, bytes: string]>> = {
  ext4: ["0x00000438", "53 ef"],
  swap: ["0x00000ff6", "53 57 41 50 53 50 41 43 45 32"],
  vfat: ["0x00000052", "46 41 54 33 32 20 20 20"],
  LVM2_member: ["0x00000218", "4c 56 4d 32 20 30 30 31"],
  zfs_member: ["0x0003f000", "0c b1 ba 00 00 00 00 00"],
  gpt: ["0x00000200", "45 46 49 20 50 41 52 54"],
};

/** wipefs(8): what is on the devices, and with `-a` no more. */
function wipefs(files: () => MountedFiles, isBusy: (device: string) => boolean): Program {
  return (args, io) => {
    const parsed = parseOptions(args, {
      short: "afnqJ",
      long: ["all", "force", "no-act", "quiet", "json"],
    });
    const erases = parsed.flags.has("a") || parsed.flags.has("all");
    const told: string[] = [];
    const rows: string[][] = [];
    for (const path of parsed.rest) {
      const device = find(files(), path);
      if (device === undefined) {
        return failed(
          `wipefs: error: ${path}: probing initialization failed: No such file or directory`,
        );
      }
      const family = [device, ...device.partitions, diskOf(files(), device.name) ?? device];
      if (erases && family.some(({ name }) => isBusy(`/dev/${name}`))) {
        return failed(
          `wipefs: error: ${path}: probing initialization failed: Device or resource busy`,
        );
      }
      for (const type of [device.content.type, device.content.table]) {
        if (type === undefined) continue;
        const [offset, bytes] = signatures[type] ?? ["0x00000000", "00"];
        const count = bytes.split(" ").length;
        told.push(`${path}: ${count} bytes were erased at offset ${offset} (${type}): ${bytes}\n`);
        const short = `0x${Number(offset).toString(16)}`;
        rows.push([
          device.name,
          short,
          type,
          device.content.uuid ?? "",
          device.content.label ?? "",
        ]);
      }
      if (!erases) continue;
      dropPartitions(files(), device);
      setContent(files(), device, {});
    }
    if (!erases) return listed(rows);
    io.record();
    return told.join("");
  };
}

function listed(rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const all = [["DEVICE", "OFFSET", "TYPE", "UUID", "LABEL"], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) => `${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" ")}\n`)
    .join("");
}

function pvcreate(files: () => MountedFiles): Program {
  return (args, io) => {
    for (const path of parseOptions(args, { short: "fy" }).rest) {
      const device = find(files(), path);
      if (device === undefined) return failed(`  No device found for ${path}.`, 5);
      setContent(files(), device, { type: "LVM2_member", uuid: randomUUID() });
    }
    io.record();
    return args
      .filter((word) => word.startsWith("/"))
      .map((path) => `  Physical volume "${path}" successfully created.\n`)
      .join("");
  };
}

function vgcreate(files: () => MountedFiles): Program {
  return (args, io) => {
    const [name = "", ...paths] = parseOptions(args, { short: "fy" }).rest;
    for (const path of paths) {
      const device = find(files(), path);
      if (device === undefined) return failed(`  No device found for ${path}.`, 5);
      setContent(files(), device, { type: "LVM2_member", uuid: randomUUID() });
    }
    addVolumeGroup(files(), name, paths);
    io.record();
    return `  Volume group "${name}" successfully created\n`;
  };
}

/** lvcreate(8) of a thin pool: `-T VG/POOL`, or `-T -n POOL VG`. */
function lvcreate(files: () => MountedFiles): Program {
  return (args, io) => {
    const parsed = parseOptions(args, {
      short: "TL:l:n:y",
      long: ["thin", "size=", "extents=", "name=", "thinpool="],
    });
    const [place = ""] = parsed.rest;
    const [group = "", inPath] = place.split("/");
    const name = inPath ?? lastValue(parsed, "n") ?? lastValue(parsed, "name") ?? "lvol1";
    if (!addThinPool(files(), group, name)) {
      return failed(
        `  Volume group "${group}" not found\n  Cannot process volume group ${group}`,
        5,
      );
    }
    io.record();
    return `  Logical volume "${name}" created.\n`;
  };
}
