import { passwdEntry } from "../shell/accounts";
import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed, stdinText } from "../shell/program";
import { nextRid, ntHashOf, readPassdb, writePassdb, type PassdbUser } from "./passdb";

/** smbpasswd(8) as root runs it: `-a`, `-d`, `-e`, `-x`, and `-s` for a password on standard input. */
export const smbpasswd: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, { short: "adexsn" });
  const name = rest[0] ?? "root";
  const users = readPassdb(io.files);
  const known = users.find((user) => user.name === name);
  const others = users.filter((user) => user !== known);
  const save = (user: PassdbUser | undefined, stdout = "") => {
    writePassdb(io.files, user ? [...others, user] : others);
    io.record();
    return { stdout };
  };
  if (flags.has("x")) {
    if (!known) return failed(`Failed to find entry for user ${name}.`);
    return save(undefined, `Deleted user ${name}.\n`);
  }
  if (flags.has("d") || flags.has("e")) {
    if (!known) return failed(`Failed to find user ${name} in passdb backend.`);
    const isDisabled = flags.has("d");
    return save({ ...known, isDisabled }, `${isDisabled ? "Disabled" : "Enabled"} user ${name}.\n`);
  }
  const [password = "", again = ""] = stdinText(io.stdin).split("\n");
  if (password === "") return failed("Unable to get new password.");
  if (password !== again) {
    return failed("Mismatch - password unchanged.\nUnable to get new password.");
  }
  const hash = ntHashOf(password);
  const set = Math.floor(Date.now() / 1000);
  if (known) {
    // Adding a user who is there enables him as well.
    const isDisabled = known.isDisabled && !flags.has("a");
    return save({ ...known, hash, set, isDisabled });
  }
  if (!flags.has("a")) return failed(`Failed to find entry for user ${name}.`);
  const entry = passwdEntry(io.files, name);
  if (!entry) return failed(`Failed to add entry for user ${name}.`);
  const user = { name, uid: Number(entry[2]), rid: nextRid(users), hash, set, isDisabled: false };
  return save(user, `Added user ${name}.\n`);
};
