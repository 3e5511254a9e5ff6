import type { Files } from "../contract";
import { groupId, passwdEntry } from "../shell/accounts";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed, stdinText } from "../shell/program";

/** useradd(8). */
export const useradd: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "mMrUNou:g:G:s:d:c:p:",
    long: [
      "create-home",
      "no-create-home",
      "system",
      "user-group",
      "no-user-group",
      "uid=",
      "gid=",
      "groups=",
      "shell=",
      "home-dir=",
      "home=",
      "comment=",
      "password=",
    ],
  });
  const value = (short: string, ...long: string[]) =>
    [short, ...long].map((name) => lastValue(parsed, name)).find((each) => each !== undefined);
  const name = parsed.rest[0] ?? "";
  const { files } = io;
  if (passwdEntry(files, name)) return failed(`useradd: user '${name}' already exists`, 9);
  if (!/^[a-zA-Z_.][a-zA-Z0-9_.-]*\$?$/.test(name)) {
    return failed(`useradd: invalid user name '${name}': use --badname to ignore`, 19);
  }
  const system = parsed.flags.has("r") || parsed.flags.has("system");
  const uid = value("u", "uid") ?? freeId(files, "/etc/passwd", system).toString();
  if (lines(files, "/etc/passwd").some((line) => line.split(":")[2] === uid)) {
    return failed(`useradd: UID ${uid} is not unique`, 4);
  }
  const primary = value("g", "gid");
  const own = primary === undefined && groupId(files, name) === undefined;
  const gid =
    primary === undefined
      ? own
        ? ownGroupId(files, Number(uid), system)
        : groupId(files, name)
      : groupId(files, primary);
  if (gid === undefined) return failed(`useradd: group '${primary ?? ""}' does not exist`, 6);
  const groups = value("G", "groups")?.split(",") ?? [];
  const missing = groups.filter((group) => groupId(files, group) === undefined);
  if (missing.length > 0) return failed(`useradd: group '${missing[0] ?? ""}' does not exist`, 6);
  if (own) append(files, "/etc/group", `${name}:x:${gid}:`);
  const home = value("d", "home-dir", "home") ?? `/home/${name}`;
  const shell = value("s", "shell") ?? "/bin/sh";
  append(
    files,
    "/etc/passwd",
    `${name}:x:${uid}:${gid}:${value("c", "comment") ?? ""}:${home}:${shell}`,
  );
  append(files, "/etc/shadow", `${name}:${value("p", "password") ?? "!"}:20000:0:99999:7:::`);
  for (const group of groups) addMember(files, group, name);
  if (parsed.flags.has("m") || parsed.flags.has("create-home"))
    files.mkdir(home, { mode: 0o750, uid: Number(uid), gid });
  io.record();
  return "";
};

/** What `adduser --system --group` of a package's script does: nothing where there is such a user. */
export function addSystemUser(files: Files, name: string, home: string): void {
  if (passwdEntry(files, name)) return;
  const uid = freeId(files, "/etc/passwd", true);
  const gid = ownGroupId(files, uid, true);
  append(files, "/etc/group", `${name}:x:${gid}:`);
  append(files, "/etc/passwd", `${name}:x:${uid}:${gid}::${home}:/usr/sbin/nologin`);
  append(files, "/etc/shadow", `${name}:!:20000:0:99999:7:::`);
}

/** usermod(8): -aG, -G, -c, -s, -d, -L and -U. */
export const usermod: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "aLUmG:s:d:u:g:c:",
    long: [
      "append",
      "groups=",
      "shell=",
      "home=",
      "lock",
      "unlock",
      "move-home",
      "uid=",
      "gid=",
      "comment=",
    ],
  });
  const name = parsed.rest[0] ?? "";
  const { files } = io;
  const entry = passwdEntry(files, name);
  if (!entry) return failed(`usermod: user '${name}' does not exist`, 6);
  const list = lastValue(parsed, "G") ?? lastValue(parsed, "groups");
  const groups = list?.split(",").filter((group) => group !== "");
  const missing = groups?.find((group) => groupId(files, group) === undefined);
  if (missing !== undefined) return failed(`usermod: group '${missing}' does not exist`, 6);
  if (groups && !parsed.flags.has("a") && !parsed.flags.has("append")) removeMember(files, name);
  for (const group of groups ?? []) addMember(files, group, name);
  const fields = [...entry];
  const home = lastValue(parsed, "d") ?? lastValue(parsed, "home");
  const shell = lastValue(parsed, "s") ?? lastValue(parsed, "shell");
  if (home !== undefined) fields[5] = home;
  if (shell !== undefined) fields[6] = shell;
  const comment = lastValue(parsed, "c") ?? lastValue(parsed, "comment");
  if (comment !== undefined) fields[4] = comment;
  lockPassword(files, name, parsed.flags);
  replace(files, "/etc/passwd", name, fields.join(":"));
  io.record();
  return "";
};

/** A locked password has a `!` before its hash. */
function lockPassword(files: Files, name: string, flags: ReadonlySet<string>): void {
  const locks = flags.has("L") || flags.has("lock");
  if (!locks && !flags.has("U") && !flags.has("unlock")) return;
  const entry = lines(files, "/etc/shadow").find((line) => line.startsWith(`${name}:`));
  const [, hash = "", ...rest] = entry?.split(":") ?? [];
  const plain = hash.replace(/^!/, "");
  replace(files, "/etc/shadow", name, [name, locks ? `!${plain}` : plain, ...rest].join(":"));
}

/** `chpasswd -e`: sets hashes that are given on standard input. */
export const chpasswd: Program = (args, io) => {
  const { flags } = parseOptions(args, { short: "e", long: ["encrypted"] });
  const given = stdinText(io.stdin).split("\n");
  if (given.at(-1) === "") given.pop();
  for (const [index, line] of given.entries()) {
    const [name = "", hash] = line.split(/:(.*)/s);
    const where = `chpasswd: line ${index + 1}`;
    if (hash === undefined) return failed(`${where}: missing new password`);
    if (!passwdEntry(io.files, name)) {
      const pam = `chpasswd: (user ${name}) pam_chauthtok() failed, error:\nAuthentication token manipulation error\n`;
      const refused = `chpasswd: (line ${index + 1}, user ${name}) password not changed`;
      return failed(isEncrypted(flags) ? `${where}: user '${name}' does not exist` : pam + refused);
    }
    if (!isEncrypted(flags)) return failed("chpasswd: only hashes are taken here (-e)");
    replace(io.files, "/etc/shadow", name, `${name}:${hash}:20000:0:99999:7:::`);
  }
  io.record("chpasswd");
  return "";
};

function isEncrypted(flags: ReadonlySet<string>): boolean {
  return flags.has("e") || flags.has("encrypted");
}

/** userdel(8). */
export const userdel: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, { short: "rf", long: ["remove", "force"] });
  const name = rest[0] ?? "";
  const entry = passwdEntry(io.files, name);
  if (!entry) return failed(`userdel: user '${name}' does not exist`, 6);
  if (flags.has("r") || flags.has("remove")) io.files.remove(entry[5] ?? "");
  for (const path of ["/etc/passwd", "/etc/shadow"]) replace(io.files, path, name, undefined);
  if (groupId(io.files, name)?.toString() === entry[3])
    replace(io.files, "/etc/group", name, undefined);
  removeMember(io.files, name);
  io.record();
  return "";
};

/** groupadd(8). */
export const groupadd: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "frog:",
    long: ["force", "system", "gid=", "non-unique"],
  });
  const name = parsed.rest[0] ?? "";
  const force = parsed.flags.has("f") || parsed.flags.has("force");
  if (groupId(io.files, name) !== undefined) {
    return force ? "" : failed(`groupadd: group '${name}' already exists`, 9);
  }
  const system = parsed.flags.has("r") || parsed.flags.has("system");
  const wanted = lastValue(parsed, "g") ?? lastValue(parsed, "gid");
  if (
    wanted !== undefined &&
    lines(io.files, "/etc/group").some((line) => line.split(":")[2] === wanted)
  ) {
    return failed(`groupadd: GID '${wanted}' already exists`, 4);
  }
  const gid =
    lastValue(parsed, "g") ??
    lastValue(parsed, "gid") ??
    freeId(io.files, "/etc/group", system).toString();
  append(io.files, "/etc/group", `${name}:x:${gid}:`);
  io.record();
  return "";
};

/** groupdel(8). */
export const groupdel: Program = (args, io) => {
  const name = args.at(-1) ?? "";
  if (groupId(io.files, name) === undefined)
    return failed(`groupdel: group '${name}' does not exist`, 6);
  replace(io.files, "/etc/group", name, undefined);
  io.record();
  return "";
};

/** A user's own group has the user's number where no other group has it (find_new_gid of shadow). */
function ownGroupId(files: Files, uid: number, system: boolean): number {
  const isTaken = lines(files, "/etc/group").some((line) => Number(line.split(":")[2]) === uid);
  return isTaken ? freeId(files, "/etc/group", system) : uid;
}

function freeId(files: Files, path: string, system: boolean): number {
  const taken = new Set(lines(files, path).map((line) => Number(line.split(":")[2])));
  let id = system ? 999 : 1000;
  while (taken.has(id)) id += system ? -1 : 1;
  return id;
}

function lines(files: Files, path: string): string[] {
  return (files.readText(path) ?? "").split("\n").filter(Boolean);
}

function append(files: Files, path: string, line: string): void {
  files.write(path, `${[...lines(files, path), line].join("\n")}\n`);
}

/** Replaces the line of a name, or with undefined removes it. */
function replace(files: Files, path: string, name: string, line: string | undefined): void {
  const changed = lines(files, path).flatMap((each) => {
    if (each.split(":")[0] !== name) return [each];
    return line === undefined ? [] : [line];
  });
  files.write(path, `${changed.join("\n")}\n`);
}

function addMember(files: Files, group: string, user: string): void {
  const changed = lines(files, "/etc/group").map((line) => {
    const fields = line.split(":");
    if (fields[0] !== group) return line;
    const members = new Set([...(fields[3] ?? "").split(",").filter(Boolean), user]);
    return [...fields.slice(0, 3), [...members].join(",")].join(":");
  });
  files.write("/etc/group", `${changed.join("\n")}\n`);
}

function removeMember(files: Files, user: string): void {
  const changed = lines(files, "/etc/group").map((line) => {
    const fields = line.split(":");
    const members = (fields[3] ?? "").split(",").filter((each) => each !== "" && each !== user);
    return [...fields.slice(0, 3), members.join(",")].join(":");
  });
  files.write("/etc/group", `${changed.join("\n")}\n`);
}
