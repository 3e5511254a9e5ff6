import { ProgramError } from "../../contract";
import { destroyPlan, destroySnapshots } from "../../zfs/dataset-destroy";
import { nameProblem } from "../../zfs/dataset-name";
import { PropertyReader } from "../../zfs/property-lookup";
import { mountpointOf } from "../../zfs/mounts";
import { cloneSnapshot, rollbackTo, takeSnapshot } from "../../zfs/snapshots";
import { parseSize } from "../../zfs/sizes";
import type { Zfs } from "../../zfs/zfs";
import { now, poolOf } from "../../zfs/zfs-state";
import type { ParsedOptions } from "../options";
import { lastValue, parseOptions } from "../options";
import type { Program, ProgramIo } from "../program";
import { creationDate } from "./display";
import { loadKey, unloadKey } from "./zfs-key";
import { document } from "./json-output";
import { badOption, missingValue, usageError } from "./usage";
import { zfsGet } from "./zfs-get";
import { zfsList } from "./zfs-list";

/** zfs(8). */
export function zfsProgram(zfs: Zfs): Program {
  const commands: Record<string, Program> = {
    version: (args) => (args.includes("-j") ? zfsVersionJson("zfs version") : zfsVersion),
    create: (args, io) => create(zfs, args, io),
    destroy: (args, io) => destroy(zfs, args, io),
    snapshot: (args, io) => snapshot(zfs, args, io),
    snap: (args, io) => snapshot(zfs, args, io),
    rollback: (args, io) => rollback(zfs, args, io),
    clone: (args, io) => clone(zfs, args, io),
    promote: (args, io) => promote(zfs, args, io),
    rename: (args, io) => rename(zfs, args, io),
    list: zfsList(zfs),
    get: zfsGet(zfs),
    set: (args, io) => set(zfs, args, io),
    inherit: (args, io) => inherit(zfs, args, io),
    mount: (args, io) => mount(zfs, args, io),
    unmount: (args, io) => unmount(zfs, args, io),
    umount: (args, io) => unmount(zfs, args, io),
    "load-key": (args, io) => loadKey(zfs, args, io),
    "unload-key": (args, io) => unloadKey(zfs, args, io),
    hold: (args, io) => hold(zfs, args, io),
    release: (args, io) => release(zfs, args, io),
    holds: (args) => holds(zfs, args),
  };
  return (args, io) => {
    const [name, ...rest] = args;
    if (name === undefined)
      throw new ProgramError("missing command\nusage: zfs command args ...", 2);
    const command = commands[name];
    if (!command) {
      throw new ProgramError(`unrecognized command '${name}'\nusage: zfs command args ...`, 2);
    }
    return command(rest, io);
  };
}

/** What `zfs version` and `zpool version` print: the versions that a PVE 9.1 node has. */
export const zfsVersion = "zfs-2.3.4-pve1\nzfs-kmod-2.3.4-pve1\n";

/** The same with `-j`. */
export function zfsVersionJson(command: string): string {
  const [userland = "", kernel = ""] = zfsVersion.split("\n");
  return document(command, { zfs_version: { userland, kernel } });
}

function options(command: string, short: string, args: readonly string[]): ParsedOptions {
  return parseOptions(args, {
    short,
    strict: true,
    unknown: badOption("zfs", command),
    missing: missingValue("zfs", command),
  });
}

function assignments(
  parsed: ParsedOptions,
  option: string,
  command: string,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const text of parsed.values.get(option) ?? []) {
    const cut = text.indexOf("=");
    if (cut < 0) throw usageError("zfs", command, "missing '=' for property=value argument");
    const name = text.slice(0, cut);
    if (name in result) throw new ProgramError(`property '${name}' specified multiple times`, 1);
    result[name] = text.slice(cut + 1);
  }
  return result;
}

const create: Subcommand = (zfs, args, io) => {
  const parsed = options("create", "Pnpuvsb:o:V:", args);
  const [name, extra] = parsed.rest;
  const volumeSize = lastValue(parsed, "V");
  const what = volumeSize === undefined ? "filesystem" : "volume";
  if (name === undefined) throw usageError("zfs", "create", `missing ${what} argument`);
  if (extra !== undefined) throw usageError("zfs", "create", "too many arguments");
  const properties = assignments(parsed, "o", "create");
  const block = lastValue(parsed, "b");
  if (block !== undefined) properties["volblocksize"] = block;
  const stderr =
    blockSizeWarning(volumeSize, properties["volblocksize"]) +
    specialDeviceWarning(zfs, name, properties["special_small_blocks"]);
  if (parsed.flags.has("n")) return "";
  zfs.createWith(name, {
    properties,
    parents: parsed.flags.has("p"),
    unmounted: parsed.flags.has("u"),
    sparse: parsed.flags.has("s"),
    passphrase: io.stdin.split("\n")[0] ?? "",
    ...(volumeSize !== undefined && { volumeSize }),
  });
  io.record();
  return { stderr };
};

function specialDeviceWarning(zfs: Zfs, name: string, wanted: string | undefined): string {
  const special = zfs.state.pool(poolOf(name))?.vdevs.special ?? [];
  return wanted === undefined || special.length > 0
    ? ""
    : "special_small_blocks: property requires a special device in the pool\n";
}

function blockSizeWarning(volumeSize: string | undefined, block: string | undefined): string {
  const bytes = parseSize(block ?? "16384") ?? 16384;
  if (volumeSize === undefined || bytes >= 16384) return "";
  return `Warning: volblocksize (${bytes}) is less than the default minimum block size (16384).
To reduce wasted space a volblocksize of 16384 is recommended.
`;
}

const destroy: Subcommand = (zfs, args, io) => {
  const parsed = options("destroy", "fnpRrvd", args);
  const { flags, rest } = parsed;
  const [name] = rest;
  if (name === undefined) throw usageError("zfs", "destroy", "missing dataset argument");
  const how = { recursive: flags.has("r"), clones: flags.has("R"), defer: flags.has("d") };
  if (name.includes("@")) {
    const [dataset = "", snapnames = ""] = name.split("@");
    if (!flags.has("n")) {
      destroySnapshots(zfs.state, dataset, snapnames.split(","), how);
      io.record();
    }
    return "";
  }
  const plan = destroyPlan(zfs.state, name, how);
  const dry = flags.has("n");
  const verb = flags.has("p") ? "destroy\t" : dry ? "would destroy " : "will destroy ";
  const stdout = flags.has("v") ? plan.map((each) => `${verb}${each}\n`).join("") : "";
  if (!dry) {
    zfs.destroyWith(name, how);
    io.record();
  }
  return stdout;
};

const snapshot: Subcommand = (zfs, args, io) => {
  const parsed = options("snapshot", "ro:", args);
  if (parsed.rest.length === 0) throw usageError("zfs", "snapshot", "missing snapshot argument");
  if (parsed.rest.some((name) => !name.includes("@"))) throw usageError("zfs", "snapshot");
  const properties = assignments(parsed, "o", "snapshot");
  for (const name of parsed.rest) {
    const dataset = name.split("@")[0] ?? "";
    if (!nameProblem(name, "snapshot") && !zfs.state.dataset(dataset)) {
      throw usageError("zfs", "snapshot", `cannot open '${dataset}': dataset does not exist`);
    }
    takeSnapshot(zfs.state, name, { recursive: parsed.flags.has("r"), properties });
  }
  io.record();
  return "";
};

const rollback: Subcommand = (zfs, args, io) => {
  const parsed = options("rollback", "rRf", args);
  const [name] = parsed.rest;
  if (name === undefined) throw usageError("zfs", "rollback", "missing dataset argument");
  rollbackTo(zfs.state, name, { recursive: parsed.flags.has("r"), clones: parsed.flags.has("R") });
  io.record();
  return "";
};

const clone: Subcommand = (zfs, args, io) => {
  const parsed = options("clone", "puo:", args);
  const [source, target] = parsed.rest;
  if (source === undefined) throw usageError("zfs", "clone", "missing source dataset argument");
  if (target === undefined) throw usageError("zfs", "clone", "missing target dataset argument");
  const properties = assignments(parsed, "o", "clone");
  cloneSnapshot(zfs.state, zfs.host, source, target, {
    parents: parsed.flags.has("p"),
    properties,
  });
  io.record();
  return "";
};

const promote: Subcommand = (zfs, args, io) => {
  const [name] = args;
  if (name === undefined) throw usageError("zfs", "promote", "missing clone filesystem argument");
  zfs.promote(name);
  io.record();
  return "";
};

const rename: Subcommand = (zfs, args, io) => {
  const parsed = options("rename", "fpru", args);
  const [from, to, extra] = parsed.rest;
  if (from === undefined) throw usageError("zfs", "rename", "missing source dataset argument");
  if (to === undefined) throw usageError("zfs", "rename", "missing target dataset argument");
  if (extra !== undefined) throw usageError("zfs", "rename", "too many arguments");
  zfs.rename(from, to, { parents: parsed.flags.has("p") });
  io.record();
  return "";
};

const set: Subcommand = (zfs, args, io) => {
  const parsed = options("set", "u", args);
  const count = parsed.rest.findIndex((word) => !word.includes("="));
  const properties = count < 0 ? parsed.rest : parsed.rest.slice(0, count);
  const names = parsed.rest.slice(properties.length);
  if (parsed.rest.length === 0) throw usageError("zfs", "set", "missing arguments");
  if (parsed.rest.length === 1)
    throw usageError("zfs", "set", "missing property=value argument(s)");
  if (names.length === 0) throw usageError("zfs", "set", "missing dataset name(s)");
  const values = Object.fromEntries(
    properties.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
  // What exists is set even where another name does not.
  const [first = ""] = names;
  if (properties.length === 0) {
    throw new ProgramError(`cannot open '${first}': dataset does not exist`, 1);
  }
  const missing = names.filter((name) => !zfs.exists(name));
  const found = names.filter((name) => !missing.includes(name));
  for (const name of found) zfs.set(name, values);
  if (found.length > 0) io.record();
  if (missing.length === 0) return "";
  const stderr = missing.map((name) => `cannot open '${name}': dataset does not exist\n`).join("");
  return { stderr, exitCode: 1 };
};

const inherit: Subcommand = (zfs, args, io) => {
  const parsed = options("inherit", "rS", args);
  const [property, ...names] = parsed.rest;
  if (property === undefined) throw usageError("zfs", "inherit", "missing property argument");
  if (names.length === 0) throw usageError("zfs", "inherit", "missing dataset argument");
  const how = { recursive: parsed.flags.has("r"), received: parsed.flags.has("S") };
  for (const name of names) {
    try {
      zfs.inherit(name, property, how);
    } catch (error) {
      if (error instanceof ProgramError && error.exitCode === 2) {
        throw usageError("zfs", "inherit", error.message);
      }
      throw error;
    }
  }
  io.record();
  return "";
};

const mount: Subcommand = (zfs, args, io) => {
  const parsed = options("mount", "aflvOjo:", args);
  const [name] = parsed.rest;
  if (parsed.flags.has("a")) {
    const reader = new PropertyReader(zfs.state);
    for (const dataset of zfs.state.datasets.values()) {
      const wanted = zfs.get(dataset.name, "canmount") === "on" && mountpointOf(reader, dataset);
      if (wanted && dataset.mounted === undefined && dataset.type === "filesystem") {
        zfs.mount(dataset.name);
      }
    }
    io.record();
    return "";
  }
  if (name === undefined) return mounted(zfs);
  zfs.mount(name);
  io.record();
  return "";
};

function mounted(zfs: Zfs): string {
  const reader = new PropertyReader(zfs.state);
  return [...zfs.state.datasets.values()]
    .filter((dataset) => dataset.mounted !== undefined)
    .sort((a, b) => (a.mounted ?? 0) - (b.mounted ?? 0))
    .map((dataset) => `${dataset.name.padEnd(30)}  ${mountpointOf(reader, dataset) ?? ""}\n`)
    .join("");
}

const unmount: Subcommand = (zfs, args, io) => {
  const parsed = options("unmount", "afu", args);
  const [target] = parsed.rest;
  if (target === undefined) throw usageError("zfs", "unmount", "missing filesystem argument");
  const reader = new PropertyReader(zfs.state);
  const byPath = [...zfs.state.datasets.values()].find(
    (dataset) => dataset.mounted !== undefined && mountpointOf(reader, dataset) === target,
  );
  zfs.unmount(byPath?.name ?? target);
  io.record();
  return "";
};

const hold: Subcommand = (zfs, args, io) => {
  const [tag = "", ...names] = options("hold", "r", args).rest;
  for (const name of names) {
    const target = zfs.state.snapshot(name);
    if (!target) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
    if (target.holds.has(tag)) {
      const why = "tag already exists on this dataset";
      throw new ProgramError(`cannot hold snapshot '${name}': ${why}`, 1);
    }
    target.holds.set(tag, now());
  }
  io.record();
  return "";
};

const release: Subcommand = (zfs, args, io) => {
  const [tag = "", ...names] = options("release", "r", args).rest;
  for (const name of names) {
    if (!zfs.state.snapshot(name)?.holds.delete(tag)) {
      const why = "no such tag on this dataset";
      throw new ProgramError(`cannot release hold from snapshot '${name}': ${why}`, 1);
    }
  }
  io.record();
  return "";
};

function holds(zfs: Zfs, args: readonly string[]): string {
  const { rest } = options("holds", "rHp", args);
  return rest
    .flatMap((name) =>
      [...(zfs.state.snapshot(name)?.holds ?? [])].map(
        ([tag, time]) => `${name}\t${tag}\t${creationDate(time)}\n`,
      ),
    )
    .join("");
}

type Subcommand = (zfs: Zfs, args: readonly string[], io: ProgramIo) => ReturnType<Program>;
