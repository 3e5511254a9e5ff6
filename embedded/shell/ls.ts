import type { FileStat } from "../contract";
import { joinPath } from "../files/paths";
import { niceNumber } from "../zfs/sizes";
import { groupName, userName } from "./accounts";
import { modeString } from "./file-modes";
import { parseOptions } from "./options";
import type { Program, ProgramIo } from "./program";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

/** ls(1) of GNU coreutils for output that is no terminal: one name a line. */
export const ls: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, {
    short: "1aAlndRrtShFpiLHUvk",
    long: ["all", "almost-all", "directory", "recursive", "color=", "human-readable", "full-time"],
  });
  const names = rest.length > 0 ? rest : ["."];
  const result = { stdout: "", stderr: "", exitCode: 0 };
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = lookup(io, name, io.path(name), flags);
    if (entry) entries.push(entry);
    else {
      result.stderr += `ls: cannot access '${name}': No such file or directory\n`;
      result.exitCode = 2;
    }
  }
  const listed = flags.has("d") || flags.has("directory") ? entries : entries.filter(notDirectory);
  const directories = entries.filter((entry) => !listed.includes(entry));
  const sections = [...(listed.length > 0 ? [format(io, sort(listed, flags), flags)] : [])];
  const headings = names.length > 1 || flags.has("R") || flags.has("recursive");
  const queue = sort(directories, flags);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const inside = contents(io, next, flags);
    const total = flags.has("l") || flags.has("n") ? `total ${blocks(inside)}\n` : "";
    sections.push((headings ? `${next.name}:\n` : "") + total + format(io, inside, flags));
    if (flags.has("R") || flags.has("recursive")) {
      queue.unshift(...inside.filter(isListedDirectory).map((each) => below(next.name, each)));
    }
  }
  result.stdout = sections.join("\n");
  return result;
};

function lookup(
  io: ProgramIo,
  name: string,
  path: string,
  flags: ReadonlySet<string>,
): Entry | undefined {
  const long = flags.has("l") || flags.has("n") || flags.has("d");
  const stat = (long ? undefined : io.files.stat(path)) ?? io.files.lstat(path);
  return stat && { name, path, stat };
}

function contents(io: ProgramIo, directory: Entry, flags: ReadonlySet<string>): Entry[] {
  const hidden = flags.has("a") || flags.has("A") || flags.has("all") || flags.has("almost-all");
  const names = io.files.list(directory.path).filter((name) => hidden || !name.startsWith("."));
  const entries = names.flatMap((name) => {
    const path = joinPath(directory.path, name);
    const stat = io.files.lstat(path);
    return stat ? [{ name, path, stat }] : [];
  });
  const dots = flags.has("a") || flags.has("all") ? dotEntries(io, directory) : [];
  return [...dots, ...sort(entries, flags)];
}

function dotEntries(io: ProgramIo, { path, stat }: Entry): Entry[] {
  const up = joinPath(path, "..");
  return [
    { name: ".", path, stat },
    { name: "..", path: up, stat: io.files.stat(up) ?? stat },
  ];
}

function sort(entries: readonly Entry[], flags: ReadonlySet<string>): Entry[] {
  const sorted = [...entries].sort((a, b) => collate(a.name, b.name));
  if (flags.has("t")) sorted.sort((a, b) => b.stat.mtime - a.stat.mtime);
  if (flags.has("S")) sorted.sort((a, b) => b.stat.size - a.stat.size);
  return flags.has("r") ? sorted.reverse() : sorted;
}

function format(io: ProgramIo, entries: readonly Entry[], flags: ReadonlySet<string>): string {
  if (!flags.has("l") && !flags.has("n")) {
    return entries.map((entry) => `${entry.name}${suffix(entry, flags)}\n`).join("");
  }
  const rows = entries.map((entry) => {
    const { stat } = entry;
    const numeric = flags.has("n");
    return [
      modeString(stat),
      stat.type === "directory" ? "2" : "1",
      numeric ? stat.uid.toString() : userName(io.files, stat.uid),
      numeric ? stat.gid.toString() : groupName(io.files, stat.gid),
      size(io, entry, flags),
      time(stat.mtime),
      entry.name + suffix(entry, flags) + target(io, entry),
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => {
          const width = widths[at] ?? 0;
          return at === 1 || at === 4 ? cell.padStart(width) : cell.padEnd(at < 4 ? width : 0);
        })
        .join(" "),
    )
    .map((row) => `${row}\n`)
    .join("");
}

function size(io: ProgramIo, { path, stat }: Entry, flags: ReadonlySet<string>): string {
  const device = stat.type.endsWith("device") ? io.files.device(path) : undefined;
  if (device) return `${device.major}, ${device.minor}`;
  return flags.has("h") ? niceNumber(stat.size) : stat.size.toString();
}

function suffix({ stat }: Entry, flags: ReadonlySet<string>): string {
  if (stat.type === "directory" && (flags.has("p") || flags.has("F"))) return "/";
  return flags.has("F") && stat.type === "file" && stat.mode & 0o111 ? "*" : "";
}

function target(io: ProgramIo, { path, stat }: Entry): string {
  return stat.type === "symlink" ? ` -> ${io.files.readlink(path) ?? ""}` : "";
}

function time(mtime: number): string {
  const date = new Date(mtime);
  const month = date.toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  const day = date.getUTCDate().toString().padStart(2);
  const recent = Math.abs(Date.now() - mtime) < 182 * 86_400_000;
  const last = recent ? date.toISOString().slice(11, 16) : ` ${date.getUTCFullYear()}`;
  return `${month} ${day} ${last}`;
}

function blocks(entries: readonly Entry[]): number {
  return entries.reduce((sum, { stat }) => sum + Math.ceil(stat.size / 4096) * 4, 0);
}

function notDirectory({ stat }: Entry): boolean {
  return stat.type !== "directory";
}

function isListedDirectory({ name, stat }: Entry): boolean {
  return stat.type === "directory" && name !== "." && name !== "..";
}

function below(parent: string, entry: Entry): Entry {
  return { ...entry, name: joinPath(parent, entry.name) };
}

// The order of a root shell without LANG: plain bytes.
function collate(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
