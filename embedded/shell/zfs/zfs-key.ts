import type { Zfs } from "../../zfs/zfs";
import { parseOptions } from "../options";
import type { Program, ProgramIo } from "../program";
import { badOption, missingValue, usageError } from "./usage";

type KeyCommand = (zfs: Zfs, args: readonly string[], io: ProgramIo) => ReturnType<Program>;

/** `zfs load-key [-n] NAME`: reads a key that is asked for from its standard input. */
export const loadKey: KeyCommand = (zfs, args, io) => {
  const { flags, rest } = parseOptions(args, {
    ...{ short: "rnaL:", strict: true },
    ...{ unknown: badOption("zfs", "load-key"), missing: missingValue("zfs", "load-key") },
  });
  const [name] = rest;
  if (name === undefined) throw usageError("zfs", "load-key", "missing dataset argument");
  zfs.loadKey(name, io.stdin.split("\n")[0] ?? "", flags.has("n"));
  if (flags.has("n")) return "1 / 1 key(s) successfully verified\n";
  io.record();
  return "";
};

/** `zfs unload-key NAME`. */
export const unloadKey: KeyCommand = (zfs, args, io) => {
  const { rest } = parseOptions(args, {
    ...{ short: "ra", strict: true, unknown: badOption("zfs", "unload-key") },
  });
  const [name] = rest;
  if (name === undefined) throw usageError("zfs", "unload-key", "missing dataset argument");
  zfs.unloadKey(name);
  io.record();
  return "";
};
