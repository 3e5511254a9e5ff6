import { ProgramError } from "../../contract";
import { checkPool, labelDevices } from "../../zfs/pool-create";
import { isNamed, resilver } from "../../zfs/pool-change";
import { foundVdevs, groupState, isLost } from "../../zfs/pool-devices";
import { openPool } from "../../zfs/pool-lifecycle";
import { PoolReader, poolPropertyNames, poolPropertyProblem } from "../../zfs/pool-properties";
import type { Pool, VdevClass } from "../../zfs/records";
import {
  checkTopology,
  leavesOf,
  nextVdevId,
  parseTopology,
  poolLeaves,
} from "../../zfs/vdev-spec";
import type { Zfs } from "../../zfs/zfs";
import type { ParsedOptions } from "../options";
import { lastValue, parseOptions } from "../options";
import type { Program, ProgramIo } from "../program";
import { layOut, tabbed } from "./columns";
import { zfsVersion, zfsVersionJson } from "./zfs-program";
import { checkProperties, poolForGet, poolsAsJson, zpoolList } from "./zpool-list";
import { zpoolStatus } from "./zpool-status";
import { importText } from "./import-text";
import { badOption, missingValue, usageError } from "./usage";
import { attach, clear, detach, remove, replace, scrub } from "./zpool-change";
import type { Subcommand } from "./zpool-command";
import { remember, zpoolOptions } from "./zpool-command";
import { sections, vdevRows } from "./vdev-display";

/** zpool(8): pools are made, inspected, changed, exported, imported and destroyed. */
export function zpoolProgram(zfs: Zfs): Program {
  const commands: Record<string, Program> = {
    version: (args) => (args.includes("-j") ? zfsVersionJson("zpool version") : zfsVersion),
    create: (args, io) => create(zfs, args, io),
    destroy: (args, io) => destroy(zfs, args, io),
    add: (args, io) => add(zfs, args, io),
    list: zpoolList(zfs),
    status: zpoolStatus(zfs),
    get: (args) => get(zfs, args),
    set: (args, io) => set(zfs, args, io),
    export: (args, io) => exportPools(zfs, args, io),
    import: (args, io) => importPools(zfs, args, io),
    labelclear: (args, io) => labelclear(zfs, args, io),
    offline: (args, io) => changeState(zfs, "OFFLINE", args, io),
    online: (args, io) => changeState(zfs, "ONLINE", args, io),
    attach: (args, io) => attach(zfs, args, io),
    detach: (args, io) => detach(zfs, args, io),
    replace: (args, io) => replace(zfs, args, io),
    remove: (args, io) => remove(zfs, args, io),
    scrub: (args, io) => scrub(zfs, args, io),
    clear: (args, io) => clear(zfs, args, io),
    history: (args) => history(zfs, args),
    upgrade: (args) => upgrade(zfs, args),
    sync: () => "",
    wait: () => "",
  };
  return async (args, io) => {
    const [name, ...rest] = args;
    if (name === undefined)
      throw new ProgramError("missing command\nusage: zpool command args ...", 2);
    const command = commands[name];
    if (!command) {
      throw new ProgramError(`unrecognized command '${name}'\nusage: zpool command args ...`, 2);
    }
    return command(rest, io);
  };
}

const create: Subcommand = (zfs, args, io) => {
  const parsed = zpoolOptions("create", "fndo:O:m:R:t:", args);
  const [name, ...words] = parsed.rest;
  if (name === undefined) throw usageError("zpool", "create", "missing pool name argument");
  if (words.length === 0) throw usageError("zpool", "create", "missing vdev specification");
  const mountpoint = lastValue(parsed, "m");
  const how = {
    pool: assignments(parsed, "o"),
    filesystem: assignments(parsed, "O"),
    force: parsed.flags.has("f"),
    ...(mountpoint !== undefined && { mountpoint }),
  };
  if (parsed.flags.has("n")) {
    const vdevs = checkPool(zfs.state, zfs.devices, name, words, how);
    return layoutText(`would create '${name}' with the following layout:`, { name, vdevs });
  }
  zfs.createPool(name, words, how);
  remember(zfs, name, ["zpool", "create", ...args]);
  io.record();
  return "";
};

const destroy: Subcommand = (zfs, args, io) => {
  const [name] = zpoolOptions("destroy", "f", args).rest;
  if (name === undefined) throw usageError("zpool", "destroy", "missing pool argument");
  zfs.destroyPool(name);
  io.record();
  return "";
};

const add: Subcommand = (zfs, args, io) => {
  const parsed = zpoolOptions("add", "fgLnPo:", args);
  const [name, ...words] = parsed.rest;
  if (name === undefined) throw usageError("zpool", "add", "missing pool name argument");
  if (words.length === 0) throw usageError("zpool", "add", "missing vdev specification");
  const pool = openPool(zfs.state, name);
  const added = parseTopology(words, zfs.devices, nextVdevId(pool));
  const how = { force: parsed.flags.has("f"), devices: zfs.devices, present: pool.vdevs };
  checkTopology(added, zfs.state.pools.values(), how);
  const vdevs = { ...pool.vdevs };
  for (const kind of Object.keys(added) as VdevClass[])
    vdevs[kind] = [...vdevs[kind], ...added[kind]];
  if (parsed.flags.has("n")) {
    return layoutText(`would update '${name}' to the following configuration:`, { name, vdevs });
  }
  Object.assign(pool.vdevs, vdevs);
  labelDevices(zfs.devices, name, added);
  remember(zfs, name, ["zpool", "add", ...args]);
  io.record();
  return "";
};

function get(zfs: Zfs, args: readonly string[]) {
  const parsed = parseOptions(args, {
    short: "Hpjo:",
    long: ["json", "json-int", "json-pool-key-guid"],
    strict: true,
    unknown: badOption("zpool", "get"),
    missing: missingValue("zpool", "get"),
  });
  const [list, ...names] = parsed.rest;
  if (list === undefined) throw usageError("zpool", "get", "missing property argument");
  checkProperties("get", list.split(","));
  const fields = (lastValue(parsed, "o") ?? "name,property,value,source").split(",");
  const pools =
    names.length > 0 ? names.map((name) => poolForGet(zfs, name)) : zfs.state.imported();
  if (parsed.flags.has("j") || parsed.flags.has("json")) {
    const properties = (pool: Pool) =>
      list.split(",").flatMap((name) => (name === "all" ? poolPropertyNames(pool) : [name]));
    return poolsAsJson("zpool get", zfs, pools, properties, parsed.flags);
  }
  const reader = new PoolReader(zfs.state, parsed.flags.has("p"));
  const rows = pools.flatMap((pool) =>
    list
      .split(",")
      .flatMap((name) => (name === "all" ? poolPropertyNames(pool) : [name]))
      .map((property) => {
        const reading = reader.read(pool, property);
        const cells: Record<string, string> = { name: pool.name, property, ...reading };
        return fields.map((field) => cells[field] ?? "-");
      }),
  );
  if (parsed.flags.has("H")) return tabbed(rows);
  return layOut(
    fields.map((field) => ({ title: field.toUpperCase(), right: false })),
    rows,
  );
}

const set: Subcommand = (zfs, args, io) => {
  const [assignment, name] = args;
  if (assignment === undefined || !assignment.includes("=")) {
    throw usageError("zpool", "set", "missing property=value argument");
  }
  if (name === undefined) throw usageError("zpool", "set", "missing pool name");
  const pool = zfs.state.pool(name);
  if (!pool) throw new ProgramError(`cannot open '${name}': is not a pool`, 22);
  const property = assignment.slice(0, assignment.indexOf("="));
  const value = assignment.slice(assignment.indexOf("=") + 1);
  const problem = poolPropertyProblem(property, value);
  if (problem !== undefined) {
    throw new ProgramError(`cannot set property for '${name}': ${problem}`, 1);
  }
  // An empty user property is none (zpoolprops(7)), and an empty comment as well.
  const clears = value === "" && (property.includes(":") || property === "comment");
  if (clears) pool.properties.delete(property);
  else pool.properties.set(property, value);
  remember(zfs, name, ["zpool", "set", ...args]);
  io.record();
  return "";
};

const exportPools: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("export", "af", args);
  const names = flags.has("a") ? zfs.state.imported().map((pool) => pool.name) : rest;
  if (names.length === 0) throw usageError("zpool", "export", "missing pool argument");
  for (const name of names) zfs.exportPool(name);
  io.record();
  return "";
};

const importPools: Subcommand = (zfs, args, io) => {
  const parsed = zpoolOptions("import", "aDfFNmlnd:c:o:R:", args);
  const unmounted = parsed.flags.has("N");
  const exported = [...zfs.state.pools.values()]
    .filter((pool) => pool.exported)
    .map((pool) => ({ ...pool, vdevs: foundVdevs(pool, zfs.devices) }))
    .filter((pool) => !isLost(pool.vdevs));
  const [name, newName] = parsed.rest;
  if (name !== undefined) {
    zfs.importPool(name, { unmounted, ...(newName !== undefined && { newName }) });
    io.record();
    return "";
  }
  if (parsed.flags.has("D")) return { stderr: "no pools available to import\n" };
  if (exported.length === 0) return { stderr: "no pools available to import\n" };
  if (!parsed.flags.has("a")) return exported.map(importText).join("\n");
  for (const pool of exported) zfs.importPool(pool.name, { unmounted });
  io.record();
  return "";
};

const labelclear: Subcommand = (zfs, args, io) => {
  const { flags, rest } = zpoolOptions("labelclear", "f", args);
  const [path] = rest;
  if (path === undefined) throw usageError("zpool", "labelclear", "missing vdev name");
  const device = zfs.devices.find(path);
  if (!device) throw new ProgramError(`failed to open ${path}: No such file or directory`, 1);
  const owner = [...zfs.state.pools.values()].find((pool) =>
    poolLeaves(pool).some((vdev) => vdev.device === device.path),
  );
  if (!owner) throw new ProgramError(`failed to clear label for ${path}`, 1);
  if (!owner.exported) {
    throw new ProgramError(`${path} is a member (ACTIVE) of pool "${owner.name}"`, 1);
  }
  if (!flags.has("f")) {
    const hint = "use '-f' to override the following error:";
    throw new ProgramError(`${hint}\n${path} is a member of exported pool "${owner.name}"`, 1);
  }
  forgetPool(zfs, owner);
  zfs.devices.clearLabel?.(device.path);
  io.record();
  return "";
};

function changeState(
  zfs: Zfs,
  state: "ONLINE" | "OFFLINE",
  args: readonly string[],
  io: ProgramIo,
): string {
  const command = state.toLowerCase();
  const [name = "", ...devices] = args.filter((word) => !word.startsWith("-"));
  const pool = openPool(zfs.state, name);
  const warnings: string[] = [];
  for (const device of devices) {
    const group = pool.vdevs.normal.find((top) =>
      leavesOf(top).some((vdev) => isNamed(vdev, device)),
    );
    const leaf = group && leavesOf(group).find((vdev) => isNamed(vdev, device));
    if (!group || !leaf) {
      throw new ProgramError(`cannot ${command} ${device}: no such device in pool`, 1);
    }
    const others = group.children.map((vdev) => (vdev === leaf ? { ...vdev, state } : vdev));
    if (state === "OFFLINE" && groupState(group.type, others) !== "DEGRADED") {
      throw new ProgramError(`cannot offline ${device}: no valid replicas`, 1);
    }
    if (state === "ONLINE" && zfs.devices.find(leaf.device ?? "") === undefined) {
      leaf.state = "UNAVAIL";
      warnings.push(
        `warning: device '${device}' onlined, but remains in faulted state\n`,
        "use 'zpool replace' to replace devices that are no longer present\n",
      );
    } else {
      if (state === "ONLINE" && leaf.state === "OFFLINE") resilver(zfs.state, pool);
      leaf.state = state;
    }
    if (group !== leaf) group.state = groupState(group.type, group.children);
  }
  remember(zfs, name, ["zpool", command, ...args]);
  io.record();
  return warnings.join("");
}

function history(zfs: Zfs, args: readonly string[]): string {
  const names = args.filter((word) => !word.startsWith("-"));
  const pools =
    names.length > 0 ? names.map((name) => openPool(zfs.state, name)) : zfs.state.imported();
  return pools
    .map((pool) => `History for '${pool.name}':\n${pool.history.join("\n")}\n\n`)
    .join("");
}

/** Pools are made with all features here, so that there is never one to upgrade. */
function upgrade(zfs: Zfs, args: readonly string[]): string {
  const { flags, rest } = zpoolOptions("upgrade", "avV:", args);
  const already = rest.length > 0 || flags.has("a") ? " already" : "";
  const pools = rest.map((name) => openPool(zfs.state, name).name);
  const every = `Every feature flags pool${already} has all supported and requested features enabled.`;
  const named = pools.map(
    (name) => `Pool '${name}' already has all supported and requested features enabled.`,
  );
  const all = [`All pools are${already} formatted using feature flags.`, every];
  const lines = named.length > 0 ? named : all;
  return `${["This system supports ZFS pool feature flags.", ...lines].join("\n\n")}\n`;
}

function layoutText(title: string, pool: Pick<Pool, "name" | "vdevs">): string {
  const style = { path: true, real: false, guid: false };
  const whole = {
    ...pool,
    guid: "",
    created: 0,
    properties: new Map<string, string>(),
    history: [],
    exported: false,
  };
  const line = ({ name, depth }: { name: string; depth: number }) =>
    `\t${"  ".repeat(depth)}${name}`;
  const own = vdevRows(whole, "normal", style).map((row) =>
    line({
      ...row,
      name: title.startsWith("would create") ? row.name.replace(/-\d+$/, "") : row.name,
    }),
  );
  const extra = sections.flatMap(([kind, word]) => {
    const rows = vdevRows(whole, kind, style);
    return rows.length > 0 ? [`\t${word}`, ...rows.map(line)] : [];
  });
  return [title, "", `\t${pool.name}`, ...own, ...extra, ""].join("\n");
}

function forgetPool(zfs: Zfs, pool: Pool): void {
  zfs.state.pools.delete(pool.name);
  for (const name of [...zfs.state.datasets.keys()]) {
    if (name === pool.name || name.startsWith(`${pool.name}/`)) zfs.state.datasets.delete(name);
  }
}

function assignments(parsed: ParsedOptions, option: string): Record<string, string> {
  const pairs = (parsed.values.get(option) ?? []).map((text) => {
    const cut = text.indexOf("=");
    if (cut < 0) throw usageError("zpool", "create", "missing '=' for property=value argument");
    return [text.slice(0, cut), text.slice(cut + 1)];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}
