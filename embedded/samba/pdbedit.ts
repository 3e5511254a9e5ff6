import { passwdEntry } from "../shell/accounts";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import { readPassdb, writePassdb, type PassdbUser } from "./passdb";

/** pdbedit(8): `-L` with `-v` or `-w`, of all or of one user, and `-x`. */
export const pdbedit: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "Lvwxu:",
    long: ["list", "verbose", "smbpasswd-style", "delete", "user="],
  });
  const has = (...names: string[]) => names.some((name) => parsed.flags.has(name));
  const name = lastValue(parsed, "u") ?? lastValue(parsed, "user") ?? parsed.rest[0];
  const users = readPassdb(io.files);
  if (has("x", "delete")) {
    const kept = users.filter((user) => user.name !== name);
    if (kept.length === users.length) {
      return failed(`user ${name ?? ""} does not exist in the passdb`, 255);
    }
    writePassdb(io.files, kept);
    io.record();
    return "";
  }
  const shown = name === undefined ? users : users.filter((user) => user.name === name);
  if (name !== undefined && shown.length === 0) return failed("Username not found!", 255);
  if (has("w", "smbpasswd-style")) return shown.map(smbpasswdLine).join("");
  if (has("v", "verbose")) {
    // Of one user alone there is nothing to keep apart.
    const rule = name === undefined ? "---------------\n" : "";
    return shown.map((user) => rule + block(io, user)).join("");
  }
  return shown.map((user) => `${user.name}:${user.uid}:${fullName(io, user)}\n`).join("");
};

/** A line of the older smbpasswd(5) file. */
function smbpasswdLine({ name, uid, hash, isDisabled, set }: PassdbUser): string {
  const none = "NO PASSWORD".padEnd(32, "X");
  const lm = hash === undefined ? none : "X".repeat(32);
  const time = set.toString(16).toUpperCase().padStart(8, "0");
  return `${name}:${uid}:${lm}:${hash ?? none}:${flagsOf(hash, isDisabled)}:LCT-${time}:\n`;
}

function flagsOf(hash: string | undefined, isDisabled: boolean): string {
  const flags = `${hash === undefined ? "N" : ""}${isDisabled ? "D" : ""}U`;
  return `[${flags.padEnd(11)}]`;
}

function block(io: ProgramIo, user: PassdbUser): string {
  const domain = (io.files.readText("/proc/sys/kernel/hostname") ?? "").trim().toUpperCase();
  const server = `\\\\${domain}\\${user.name}`;
  const sid = "S-1-5-21-1085031214-1292428093-527237240";
  const never = "Wed, 06 Feb 2036 15:06:39 UTC";
  const changed = new Date(user.set * 1000).toUTCString().replace("GMT", "UTC");
  const rows = [
    ["Unix username", user.name],
    ["NT username", ""],
    ["Account Flags", flagsOf(user.hash, user.isDisabled)],
    ["User SID", `${sid}-${user.rid}`],
    ["Primary Group SID", `${sid}-513`],
    ["Full Name", fullName(io, user)],
    ["Home Directory", server],
    ["HomeDir Drive", ""],
    ["Logon Script", ""],
    ["Profile Path", `${server}\\profile`],
    ["Domain", domain],
    ["Account desc", ""],
    ["Workstations", ""],
    ["Munged dial", ""],
    ["Logon time", "0"],
    ["Logoff time", never],
    ["Kickoff time", never],
    ["Password last set", changed],
    ["Password can change", changed],
    ["Password must change", "never"],
  ].map(([title = "", value = ""]) => `${`${title}:`.padEnd(22)}${value}\n`);
  const last = "Last bad password   : 0\nBad password count  : 0\n";
  return `${rows.join("")}${last}Logon hours         : ${"F".repeat(42)}\n`;
}

function fullName(io: ProgramIo, { name }: PassdbUser): string {
  return passwdEntry(io.files, name)?.[4]?.split(",")[0] ?? "";
}
