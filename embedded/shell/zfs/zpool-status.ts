import { ProgramError } from "../../contract";
import { poolHealth } from "../../zfs/pool-properties";
import type { Pool, Vdev } from "../../zfs/records";
import { SpaceBook } from "../../zfs/space";
import { niceBytes } from "../../zfs/sizes";
import { poolLeaves } from "../../zfs/vdev-spec";
import { vdevSize } from "../../zfs/vdev-space";
import type { Zfs } from "../../zfs/zfs";
import { parseOptions } from "../options";
import type { Program } from "../program";
import { document } from "./json-output";
import { badOption, missingValue } from "./usage";
import type { NameStyle, VdevRow } from "./vdev-display";
import { sections, vdevName, vdevRows } from "./vdev-display";

/** `zpool status`. */
export function zpoolStatus(zfs: Zfs): Program {
  return (args) => {
    const { flags, rest } = parseOptions(args, {
      short: "DdegiLPpstvxjc:T:",
      long: ["json", "json-int", "json-flat-vdevs", "json-pool-key-guid", "power"],
      unknown: badOption("zpool", "status"),
      missing: missingValue("zpool", "status"),
    });
    for (const name of rest) {
      if (!zfs.state.pool(name)) throw new ProgramError(`cannot open '${name}': no such pool`, 1);
    }
    const pools = zfs.state
      .imported()
      .filter((pool) => rest.length === 0 || rest.includes(pool.name));
    const style = { path: flags.has("P"), real: flags.has("L"), guid: flags.has("g") };
    if (flags.has("j") || flags.has("json")) return statusJson(zfs, pools, style, flags);
    const sick = pools.filter((pool) => poolHealth(pool) !== "ONLINE");
    if (flags.has("x") && sick.length === 0) {
      if (zfs.state.imported().length === 0) return { stderr: "no pools available\n" };
      const [only] = rest;
      return only === undefined ? "all pools are healthy\n" : `pool '${only}' is healthy\n`;
    }
    const shown = flags.has("x") ? sick : pools;
    if (shown.length === 0) return { stderr: "no pools available\n" };
    return shown.map((pool) => statusText(pool, style, flags)).join("\n");
  };
}

function statusText(pool: Pool, style: NameStyle, flags: ReadonlySet<string>): string {
  const health = poolHealth(pool);
  const own: VdevRow[] = [
    { name: pool.name, depth: 0, vdev: poolAsVdev(pool) },
    ...vdevRows(pool, "normal", style),
  ];
  const extra = sections.map(([kind, title]) => ({
    kind,
    title,
    rows: vdevRows(pool, kind, style),
  }));
  const all = [...own, ...extra.flatMap((section) => section.rows)];
  const width = Math.max(4, ...all.map((row) => row.name.length + row.depth * 2));
  const slow = flags.has("s");
  const lines = own.map((row) => statusLine(row, width, slow));
  for (const { kind, title, rows } of extra) {
    if (rows.length === 0) continue;
    lines.push(`\t${title}`);
    for (const row of rows) {
      const name = "  ".repeat(row.depth) + row.name;
      if (kind === "spares") lines.push(`\t${name.padEnd(width)}  ${"AVAIL".padEnd(8)}`);
      else lines.push(statusLine(row, width, slow));
    }
  }
  const heading = `\t${"NAME".padEnd(width)}  STATE     READ WRITE CKSUM${slow ? "  SLOW" : ""}`;
  return [
    `  pool: ${pool.name}`,
    ` state: ${health}`,
    ...adviceLines(pool),
    ...lastWork(pool),
    "config:",
    "",
    heading,
    ...lines,
    "",
    "errors: No known data errors",
    "",
  ].join("\n");
}

function statusLine({ name, depth, vdev }: VdevRow, width: number, slow: boolean): string {
  const shown = ("  ".repeat(depth) + name).padEnd(width);
  const counters = ["0", "0", "0"].map((count) => count.padStart(5)).join(" ");
  const slowColumn = slow ? ` ${(vdev.children.length > 0 ? "-" : "0").padStart(5)}` : "";
  const was = vdev.path !== undefined && vdev.state === "UNAVAIL" ? `  was ${vdev.path}` : "";
  return `\t${shown}  ${vdev.state.padEnd(8)} ${counters}${slowColumn}${was}`;
}

function adviceLines(pool: Pool): string[] {
  const sick = advice(pool);
  if (!sick) return [];
  const lines = [`status: ${sick.status}`, `action: ${sick.action}`];
  return sick.msgid === undefined ? lines : [...lines, `   see: ${moreInfo(sick.msgid)}`];
}

function moreInfo(msgid: string): string {
  return `https://openzfs.github.io/openzfs-docs/msg/${msgid}`;
}

function advice(pool: Pool): { status: string; action: string; msgid?: string } | undefined {
  const states = new Set(poolLeaves(pool).map((vdev) => vdev.state));
  if (states.has("UNAVAIL")) {
    return {
      status:
        "One or more devices could not be opened.  Sufficient replicas exist for\n" +
        "\tthe pool to continue functioning in a degraded state.",
      action: "Attach the missing device and online it using 'zpool online'.",
      msgid: "ZFS-8000-2Q",
    };
  }
  if (!states.has("OFFLINE")) return undefined;
  return {
    status:
      "One or more devices has been taken offline by the administrator.\n" +
      "\tSufficient replicas exist for the pool to continue functioning in a\n\tdegraded state.",
    action: "Online the device using 'zpool online' or replace the device with\n\t'zpool replace'.",
  };
}

/** What was last done to the whole pool: scrub or resilver, and the removal of a vdev. */
function lastWork({ scan, removal }: Pool): string[] {
  const lines: string[] = [];
  if (scan) {
    const what = scan.kind === "scrub" ? "scrub repaired" : "resilvered";
    const bytes = niceBytes(scan.bytes);
    lines.push(`  scan: ${what} ${bytes} in 00:00:00 with 0 errors on ${ctime(scan.ended)}`);
  }
  if (removal) {
    const bytes = niceBytes(removal.bytes);
    const done = `copied ${bytes} in 0h0m, completed on ${ctime(removal.ended)}`;
    // One mapping of 24 bytes leads from the old place of the data to the new one.
    lines.push(
      `remove: Removal of vdev ${removal.vdev} ${done}`,
      "\t24 memory used for removed device mappings",
    );
  }
  return lines;
}

/** The C library's form of a time: `Sat Nov 21 20:16:47 2026`. */
function ctime(seconds: number): string {
  const [day = "", date = "", month = "", year = "", time = ""] = new Date(seconds * 1000)
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`;
}

function poolAsVdev(pool: Pool): Vdev {
  const state = poolHealth(pool) === "ONLINE" ? "ONLINE" : "DEGRADED";
  return { type: "root", guid: pool.guid, size: 0, state, children: pool.vdevs.normal };
}

function statusJson(
  zfs: Zfs,
  pools: readonly Pool[],
  style: NameStyle,
  flags: ReadonlySet<string>,
): string {
  const integers = flags.has("json-int");
  const parsable = integers || flags.has("p");
  const number = (value: number) => (integers ? value : value.toString());
  const size = (value: number) => (parsable ? number(value) : niceBytes(value));
  // A guid above 2^53 loses digits as a JavaScript number, so that it is put into the text unquoted below.
  const guid = (value: string) => (integers ? `\u0000${value}\u0000` : value);
  const entries = pools.map((pool): [string, unknown] => {
    const space = new SpaceBook(zfs.state).ofPool(pool);
    const counters = {
      read_errors: number(0),
      write_errors: number(0),
      checksum_errors: number(0),
    };
    const usage = (vdev: Vdev) => ({
      alloc_space: size(space.allocated),
      total_space: size(vdevSize(vdev)),
      def_space: size(vdevSize(vdev)),
    });
    const identity = (vdev: Vdev, name: string) => ({
      name,
      vdev_type: vdev.type.startsWith("raidz") ? "raidz" : vdev.type,
      guid: guid(vdev.guid),
      ...(vdev.path !== undefined && { path: vdev.path }),
    });
    const describe = (vdev: Vdev, index: number): [string, unknown] => {
      const name = vdevName(vdev, index, style);
      const top = pool.vdevs.normal.includes(vdev);
      const leaf = vdev.children.length === 0;
      const gone = leaf && vdev.state === "UNAVAIL";
      return [
        name,
        {
          ...identity(vdev, name),
          class: "normal",
          state: gone ? "CANT_OPEN" : vdev.state,
          ...(top && usage(vdev)),
          rep_dev_size: size(leaf ? vdev.size : vdevSize(vdev)),
          ...(leaf && !gone && { phys_space: size(vdev.size) }),
          ...counters,
          ...(leaf && { slow_ios: number(0) }),
          ...(gone && { not_present: number(1), was: vdev.path }),
          ...(!leaf && { vdevs: Object.fromEntries(vdev.children.map(describe)) }),
        },
      ];
    };
    const cache = vdevRows(pool, "cache", style).map(({ name, vdev }): [string, unknown] => [
      name,
      {
        ...{ ...identity(vdev, name), class: "l2cache", state: vdev.state },
        ...{ total_space: size(vdevSize(vdev)), rep_dev_size: size(vdev.size) },
        ...{ phys_space: size(vdev.size), ...counters, slow_ios: number(0) },
      },
    ]);
    const spares = vdevRows(pool, "spares", style).map(({ name, vdev }): [string, unknown] => [
      name,
      { ...identity(vdev, name), class: "spare", state: "AVAIL" },
    ]);
    const sick = advice(pool);
    const root = {
      name: pool.name,
      vdev_type: "root",
      guid: guid(pool.guid),
      class: "normal",
      state: poolHealth(pool),
      alloc_space: size(space.allocated),
      total_space: size(space.size),
      def_space: size(space.size),
      ...counters,
      vdevs: Object.fromEntries(pool.vdevs.normal.map(describe)),
    };
    return [
      flags.has("json-pool-key-guid") ? pool.guid : pool.name,
      {
        name: pool.name,
        state: poolHealth(pool),
        pool_guid: guid(pool.guid),
        txg: number(zfs.state.txg),
        spa_version: number(5000),
        zpl_version: number(5),
        ...(sick && { status: `${sick.status}\n`, action: `${sick.action}\n` }),
        ...(sick?.msgid !== undefined && { msgid: sick.msgid, moreinfo: moreInfo(sick.msgid) }),
        vdevs: { [pool.name]: root },
        ...(cache.length > 0 && { l2cache: Object.fromEntries(cache) }),
        ...(spares.length > 0 && { spares: Object.fromEntries(spares) }),
        error_count: number(0),
      },
    ];
  });
  const text = document("zpool status", { pools: Object.fromEntries(entries) });
  return text.replace(/"\\u0000(\d+)\\u0000"/g, "$1");
}
