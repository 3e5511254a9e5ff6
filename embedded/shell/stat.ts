import type { FileStat } from "../contract";
import { groupName, userName } from "./accounts";
import { modeString } from "./file-modes";
import { lastValue, parseOptions } from "./options";
import type { Program, ProgramIo } from "./program";
import { failed } from "./program";

/** stat(1) of GNU coreutils, with `-c FORMAT` and `--printf`. */
export const stat: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "Lc:ft",
    long: ["dereference", "format=", "printf=", "terse"],
  });
  const format = lastValue(parsed, "c") ?? lastValue(parsed, "format");
  const printf = lastValue(parsed, "printf");
  const follow = parsed.flags.has("L") || parsed.flags.has("dereference");
  if (parsed.rest.length === 0) {
    return failed("stat: missing operand\nTry 'stat --help' for more information.");
  }
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of parsed.rest) {
    const path = io.path(name);
    const found = follow ? io.files.stat(path) : io.files.lstat(path);
    if (!found) {
      result.stderr += `stat: cannot statx '${name}': No such file or directory\n`;
      result.exitCode = 1;
    } else if (printf !== undefined) {
      result.stdout += expand(unescape(printf), name, found, io);
    } else {
      result.stdout += `${expand(format ?? standard, name, found, io)}\n`;
    }
  }
  return result;
};

const standard = `  File: %N
  Size: %-15s Blocks: %-10b IO Block: %-6o %F
Device: 0,45\tInode: %-11i Links: %h
Access: (%04a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
 Birth: %w`;

function expand(format: string, name: string, stat: FileStat, io: ProgramIo): string {
  return format.replace(
    /%([-0]?)(\d*)([a-zA-Z%])/g,
    (_all, pad: string, width: string, letter: string) => {
      const value = field(letter, name, stat, io);
      const size = Number(width || 0);
      if (pad === "-") return value.padEnd(size);
      return value.padStart(size, pad === "0" ? "0" : " ");
    },
  );
}

function field(letter: string, name: string, stat: FileStat, io: ProgramIo): string {
  const seconds = Math.floor(stat.mtime / 1000).toString();
  const target = io.files.readlink(io.path(name));
  const device = io.files.device(io.path(name));
  switch (letter) {
    case "a":
      return stat.mode.toString(8);
    case "A":
      return modeString(stat);
    case "b":
      return (Math.ceil(stat.size / 4096) * 8).toString();
    case "B":
      return "512";
    case "d":
      return "45";
    case "f":
      return stat.mode.toString(16);
    case "F":
      return stat.type === "file"
        ? stat.size > 0
          ? "regular file"
          : "regular empty file"
        : typeNames[stat.type];
    case "g":
      return stat.gid.toString();
    case "G":
      return known(groupName(io.files, stat.gid), stat.gid);
    case "h":
      return stat.type === "directory" ? "2" : "1";
    case "i":
      return inode(io.path(name)).toString();
    case "m":
      return "/";
    case "n":
      return name;
    case "N":
      return target === undefined ? name : `${name} -> ${target}`;
    case "o":
      return "4096";
    case "s":
      return stat.size.toString();
    case "t":
      return (device?.major ?? 0).toString(16);
    case "T":
      return (device?.minor ?? 0).toString(16);
    case "r":
      return ((device?.major ?? 0) * 256 + (device?.minor ?? 0)).toString();
    case "u":
      return stat.uid.toString();
    case "U":
      return known(userName(io.files, stat.uid), stat.uid);
    case "X":
    case "Y":
    case "Z":
    case "W":
      return seconds;
    case "x":
    case "y":
    case "z":
    case "w":
      return timestamp(stat.mtime);
    case "%":
      return "%";
    default:
      return "?";
  }
}

const typeNames = {
  directory: "directory",
  symlink: "symbolic link",
  "character-device": "character special file",
  "block-device": "block special file",
};

/** A number that stays with the path; nothing here has inodes. */
function inode(path: string): number {
  let hash = 17;
  for (const char of path) hash = (hash * 31 + char.charCodeAt(0)) % 9_999_991;
  return hash;
}

function timestamp(mtime: number): string {
  const [date = "", time = ""] = new Date(mtime).toISOString().split("T");
  return `${date} ${time.slice(0, 12)}000000 +0000`;
}

function unescape(text: string): string {
  return text.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\0", "\0");
}

/** Where ls(1) shows a number for one without a name, stat(1) says so. */
function known(name: string, id: number): string {
  return name === id.toString() ? "UNKNOWN" : name;
}
