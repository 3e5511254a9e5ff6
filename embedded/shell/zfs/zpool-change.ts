import { ProgramError } from "../../contract";
import {
  attachDevice,
  detachDevice,
  removeDevice,
  replaceDevice,
  scrubPool,
} from "../../zfs/pool-change";
import { openPool } from "../../zfs/pool-lifecycle";
import { usageError } from "./usage";
import type { Subcommand } from "./zpool-command";
import { remember, zpoolOptions } from "./zpool-command";

/** `zpool attach`. */
export const attach: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("attach", "fswo:", args);
  const [name, device, added] = rest;
  if (name === undefined) throw usageError("zpool", "attach", "missing pool name argument");
  if (device === undefined) throw usageError("zpool", "attach", "missing <device> specification");
  if (added === undefined) {
    throw usageError("zpool", "attach", "missing <new_device> specification");
  }
  attachDevice(zfs.state, zfs.devices, name, [device, added], flags.has("f"));
  remember(zfs, name, ["zpool", "attach", ...args]);
  io.record();
  return "";
};

/** `zpool detach`. */
export const detach: Subcommand = (zfs, args, io) => {
  const [name, device] = zpoolOptions("detach", "", args).rest;
  if (name === undefined) throw usageError("zpool", "detach", "missing pool name argument");
  if (device === undefined) throw usageError("zpool", "detach", "missing <device> specification");
  detachDevice(zfs.state, name, device);
  remember(zfs, name, ["zpool", "detach", ...args]);
  io.record();
  return "";
};

/** `zpool replace`. */
export const replace: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("replace", "fswo:", args);
  const [name, device, added] = rest;
  if (name === undefined) throw usageError("zpool", "replace", "missing pool name argument");
  if (device === undefined) throw usageError("zpool", "replace", "missing <device> specification");
  replaceDevice(zfs.state, zfs.devices, name, [device, added], flags.has("f"));
  remember(zfs, name, ["zpool", "replace", ...args]);
  io.record();
  return "";
};

/** `zpool remove`. */
export const remove: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("remove", "npsw", args);
  const [name, ...devices] = rest;
  if (name === undefined) throw usageError("zpool", "remove", "missing pool name argument");
  openPool(zfs.state, name);
  if (flags.has("s")) {
    throw new ProgramError("cannot cancel removal: there is no active removal", 1);
  }
  if (devices.length === 0) throw usageError("zpool", "remove", "missing device");
  for (const device of devices) removeDevice(zfs.state, name, device);
  remember(zfs, name, ["zpool", "remove", ...args]);
  io.record();
  return "";
};

/** `zpool scrub`; it is over at once, so that there is never one to stop or to pause. */
export const scrub: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("scrub", "sweCp", args);
  if (rest.length === 0) throw usageError("zpool", "scrub", "missing pool name argument");
  for (const name of rest) {
    openPool(zfs.state, name);
    const verb = flags.has("s") ? "cancel" : flags.has("p") ? "pause" : undefined;
    if (verb !== undefined) {
      throw new ProgramError(`cannot ${verb} scrubbing ${name}: there is no active scrub`, 1);
    }
    scrubPool(zfs.state, name);
    remember(zfs, name, ["zpool", "scrub", ...args]);
  }
  io.record();
  return "";
};

/** `zpool clear`: there are no errors to forget. */
export const clear: Subcommand = (zfs, args, io) => {
  const [name] = zpoolOptions("clear", "nF", args).rest;
  if (name === undefined) throw usageError("zpool", "clear", "missing pool name");
  openPool(zfs.state, name);
  remember(zfs, name, ["zpool", "clear", ...args]);
  io.record();
  return "";
};
