import { randomBytes } from "node:crypto";
import { ProgramError } from "../contract";
import { baseName, joinPath, parentPath } from "../files/paths";
import { parseSize } from "../zfs/sizes";
import { groupId, passwdEntry, userId } from "./accounts";
import { applyMode } from "./file-modes";
import { note } from "./install";
import { lastValue, parseOptions } from "./options";
import type { Program, ProgramIo } from "./program";
import { failed } from "./program";

/** chown(1) and chgrp(1) of GNU coreutils. */
export const chown: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, {
    short: "RhvfcLHP",
    long: ["recursive", "no-dereference"],
  });
  const [owner = "", ...names] = rest;
  if (names.length === 0) return failed(`${io.name}: missing operand`);
  const attributes = owners(io, owner);
  const follow = !flags.has("h") && !flags.has("no-dereference");
  for (const name of names) {
    if (!io.files.lstat(io.path(name))) {
      return failed(`${io.name}: cannot access '${name}': No such file or directory`);
    }
    const deep = flags.has("R") || flags.has("recursive");
    for (const path of deep ? walk(io, io.path(name)) : [io.path(name)]) {
      io.files.change(path, attributes, follow && !deep);
    }
    note(io, io.path(name));
  }
  return "";
};

/** chmod(1) of GNU coreutils. */
export const chmod: Program = (args, io) => {
  // What is taken from everybody looks like an option.
  const isMode = (word: string) => /^-[rwxXst]+$/.test(word);
  const { flags, rest } = parseOptions(
    args.map((word) => (isMode(word) ? `a${word}` : word)),
    { short: "Rfvc", long: ["recursive", "silent", "quiet", "verbose", "changes"] },
  );
  const [expression = "", ...names] = rest;
  if (names.length === 0) return failed(`chmod: missing operand after '${expression}'`);
  for (const name of names) {
    if (!io.files.stat(io.path(name))) {
      return failed(`chmod: cannot access '${name}': No such file or directory`);
    }
    const deep = flags.has("R") || flags.has("recursive");
    for (const path of deep ? walk(io, io.path(name)) : [io.path(name)]) {
      const found = io.files.stat(path);
      if (found === undefined) continue;
      const mode = applyMode(expression, found.mode & 0o7777, found.type === "directory");
      if (mode === undefined) return failed(`chmod: invalid mode: '${expression}'`);
      io.files.change(path, { mode }, true);
    }
    note(io, io.path(name));
  }
  return "";
};

/** mktemp(1): an empty file, or with `-d` a directory, of a name that was free. */
export const mktemp: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "dqup:t",
    long: ["directory", "suffix=", "tmpdir=", "quiet", "dry-run"],
  });
  const directory = lastValue(parsed, "p") ?? lastValue(parsed, "tmpdir");
  const template = parsed.rest[0] ?? "tmp.XXXXXXXXXX";
  const inTmp = parsed.rest.length === 0 || directory !== undefined || parsed.flags.has("t");
  const random = randomBytes(20)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "k");
  const name = template.replace(/X{3,}(?=[^X]*$)/, (xs) => random.slice(0, xs.length));
  if (name === template) return failed(`mktemp: too few X's in template '${template}'`);
  const base = directory ?? io.env["TMPDIR"] ?? "/tmp";
  const shown = (inTmp ? joinPath(base, name) : name) + (lastValue(parsed, "suffix") ?? "");
  if (parsed.flags.has("u")) return `${shown}\n`;
  const path = io.path(shown);
  if (!io.files.exists(parentPath(path))) {
    return failed(
      `mktemp: failed to create file via template '${template}': No such file or directory`,
    );
  }
  if (parsed.flags.has("d") || parsed.flags.has("directory")) io.files.mkdir(path, { mode: 0o700 });
  else io.files.write(path, "", { mode: 0o600 });
  return `${shown}\n`;
};

/** cp(1) of GNU coreutils. */
export const cp: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "aRrpdfnvuLPTt:xHbi",
    long: [
      "archive",
      "recursive",
      "preserve=",
      "preserve",
      "no-preserve=",
      "force",
      "no-clobber",
      "target-directory=",
      "reflink=",
      "sparse=",
      "no-target-directory",
      "remove-destination",
      "update",
    ],
  });
  const into = lastValue(parsed, "t") ?? lastValue(parsed, "target-directory");
  const sources = [...parsed.rest];
  const target = io.path(into ?? sources.pop() ?? "");
  if (sources.length === 0) return failed("cp: missing destination file operand");
  const archive = ["a", "archive", "p", "preserve", "d"].some((flag) => parsed.flags.has(flag));
  const deep = ["a", "archive", "r", "R", "recursive"].some((flag) => parsed.flags.has(flag));
  const inside = !parsed.flags.has("T") && io.files.stat(target)?.type === "directory";
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const source of sources) {
    const from = io.path(source);
    const stat = io.files.stat(from);
    const to = inside ? joinPath(target, baseName(from)) : target;
    if (parsed.flags.has("n") && io.files.exists(to)) continue;
    const problem = !stat
      ? `cannot stat '${source}': No such file or directory`
      : stat.type === "directory" && !deep
        ? `-r not specified; omitting directory '${source}'`
        : !io.files.exists(parentPath(to))
          ? `cannot create regular file '${to}': No such file or directory`
          : undefined;
    if (problem !== undefined) {
      result.stderr += `cp: ${problem}\n`;
      result.exitCode = 1;
      continue;
    }
    copy(io, from, to, archive, deep);
    note(io, to);
  }
  return result;
};

/** truncate(1): `-s SIZE`, absolute or with `+`, `-`. */
export const truncate: Program = (args, io) => {
  const parsed = parseOptions(args, { short: "s:cor:", long: ["size=", "no-create"] });
  const wanted = lastValue(parsed, "s") ?? lastValue(parsed, "size") ?? "";
  const size = parseSize(wanted.replace(/^[+-]/, ""));
  if (size === undefined) return failed(`truncate: Invalid number: '${wanted}'`);
  for (const name of parsed.rest) {
    const path = io.path(name);
    const before = io.files.stat(path)?.size ?? 0;
    const after = wanted.startsWith("+")
      ? before + size
      : wanted.startsWith("-")
        ? before - size
        : size;
    io.files.truncate(path, Math.max(0, after));
    note(io, path);
  }
  return "";
};

/** dd(1): copies `count` blocks of `bs` bytes; what it read or wrote goes to stderr as always. */
export const dd: Program = (args, io) => {
  const operands = new Map(
    args.map((arg) => [arg.split("=", 1)[0], arg.slice(arg.indexOf("=") + 1)]),
  );
  const block = parseSize(operands.get("bs") ?? "512") ?? 512;
  const input = operands.get("if");
  const source =
    input === undefined ? Buffer.from(io.stdin, "latin1") : io.files.read(io.path(input));
  if (!source) return failed(`dd: failed to open '${input ?? ""}': No such file or directory`);
  const endless = input === "/dev/zero" || input === "/dev/urandom";
  const count = operands.has("count") ? Number(operands.get("count")) : undefined;
  const wanted = count === undefined ? source.length : count * block;
  const length = endless ? wanted : Math.min(source.length, wanted);
  const output = operands.get("of");
  const records = `${Math.floor(length / block)}+${length % block > 0 ? 1 : 0}`;
  const stderr = `${records} records in\n${records} records out\n${length} bytes copied\n`;
  const status = operands.get("status") === "none" ? "" : stderr;
  if (output === undefined) {
    const data = endless ? Buffer.alloc(length) : source.subarray(0, length);
    return { stdout: data.toString("latin1"), stderr: status };
  }
  // Zeros are kept as a hole: images of many gigabytes are made this way.
  if (input === "/dev/zero") {
    io.files.truncate(io.path(output), 0);
    io.files.truncate(io.path(output), length);
  } else {
    const data = input === "/dev/urandom" ? randomBytes(length) : source.subarray(0, length);
    io.files.write(io.path(output), data);
  }
  note(io, io.path(output));
  return { stderr: status };
};

/** mountpoint(1): 0 where something is mounted, 32 where not (util-linux 2.41). */
export function mountpointProgram(isMounted: (path: string) => boolean): Program {
  return (args, io) => {
    const { flags, rest } = parseOptions(args, { short: "qdx", long: ["quiet"] });
    const quiet = flags.has("q") || flags.has("quiet");
    const name = rest[0] ?? "";
    const path = io.files.realpath(io.path(name));
    if (path === undefined) {
      return quiet ? { exitCode: 1 } : failed(`mountpoint: ${name}: No such file or directory`);
    }
    const mounted = path === "/" || isMounted(path);
    const stdout = quiet ? "" : `${name} is ${mounted ? "" : "not "}a mountpoint\n`;
    return { stdout, exitCode: mounted ? 0 : 32 };
  };
}

/** cmp(1): 0 for equal files, 1 with the first difference. */
export const cmp: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, { short: "slb", long: ["silent", "quiet"] });
  const [left, right] = rest.map((name) =>
    name === "-" ? Buffer.from(io.stdin, "latin1") : io.files.read(io.path(name)),
  );
  if (!left || !right) {
    return failed(`cmp: ${rest[left ? 1 : 0] ?? ""}: No such file or directory`, 2);
  }
  if (left.equals(right)) return "";
  const silent = flags.size > 0 && !flags.has("l") && !flags.has("b");
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  const line = left.subarray(0, at).toString("latin1").split("\n").length;
  const stdout = `${rest.join(" ")} differ: byte ${at + 1}, line ${line}\n`;
  return { stdout: silent ? "" : stdout, exitCode: 1 };
};

function owners(io: ProgramIo, text: string): { uid?: number; gid?: number } {
  if (io.name === "chgrp") return { gid: gid(io, text) };
  const [user = "", group] = text.split(/[:.]/, 2);
  const uid = user === "" ? undefined : userId(io.files, user);
  if (user !== "" && uid === undefined) throw new ProgramError(`chown: invalid user: '${text}'`, 1);
  // A colon without a group stands for the user's own.
  const own = group === "" && user !== "" ? passwdEntry(io.files, user)?.[3] : undefined;
  return {
    ...(uid !== undefined && { uid }),
    ...(own !== undefined && { gid: Number(own) }),
    ...(group !== undefined && group !== "" && { gid: gid(io, group) }),
  };
}

function gid(io: ProgramIo, group: string): number {
  const id = groupId(io.files, group);
  if (id === undefined) throw new ProgramError(`${io.name}: invalid group: '${group}'`, 1);
  return id;
}

/** A path and everything below it. */
function walk(io: ProgramIo, path: string): string[] {
  if (io.files.lstat(path)?.type !== "directory") return [path];
  return [path, ...io.files.list(path).flatMap((name) => walk(io, joinPath(path, name)))];
}

function copy(io: ProgramIo, from: string, to: string, archive: boolean, deep: boolean): void {
  const link = archive || deep ? io.files.readlink(from) : undefined;
  if (link !== undefined) {
    io.files.remove(to);
    io.files.symlink(link, to);
    return;
  }
  const stat = io.files.stat(from);
  if (!stat) return;
  const { mode, uid, gid: group } = stat;
  if (stat.type === "directory") {
    io.files.mkdir(to, archive ? { mode, uid, gid: group } : { mode });
    for (const name of io.files.list(from)) {
      copy(io, joinPath(from, name), joinPath(to, name), archive, deep);
    }
    return;
  }
  const attributes = archive ? { mode, uid, gid: group } : io.files.exists(to) ? {} : { mode };
  io.files.write(to, io.files.read(from) ?? "", attributes);
  if (archive) io.files.change(to, { mtime: stat.mtime });
}
