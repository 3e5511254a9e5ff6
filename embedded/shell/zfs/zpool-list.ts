import { ProgramError } from "../../contract";
import { PoolReader, isPoolProperty, poolHealth } from "../../zfs/pool-properties";
import type { Pool, Vdev, VdevClass } from "../../zfs/records";
import { SpaceBook } from "../../zfs/space";
import { niceBytes } from "../../zfs/sizes";
import { vdevSize } from "../../zfs/vdev-space";
import type { Zfs } from "../../zfs/zfs";
import { lastValue, parseOptions } from "../options";
import type { Program } from "../program";
import type { Column } from "./columns";
import { layOut, tabbed } from "./columns";
import { document } from "./json-output";
import { badOption, missingValue, usageError } from "./usage";
import type { NameStyle, VdevRow } from "./vdev-display";
import { sections, vdevRows } from "./vdev-display";

/** `zpool list`. */
export function zpoolList(zfs: Zfs): Program {
  return (args) => {
    const parsed = parseOptions(args, {
      short: "gHLpPvjo:T:",
      long: ["json", "json-int", "json-pool-key-guid"],
      unknown: badOption("zpool", "list"),
      missing: missingValue("zpool", "list"),
    });
    const { flags, rest } = parsed;
    const columns = (lastValue(parsed, "o") ?? standard)
      .split(",")
      .map((name) => aliases[name] ?? name);
    const wrong = columns.find((column) => !isPoolProperty(column));
    if (wrong !== undefined) {
      throw usageError("zpool", "list", `bad property list: invalid property '${wrong}'`);
    }
    const missing = rest.filter((name) => !zfs.state.pool(name));
    const pools = zfs.state
      .imported()
      .filter((pool) => rest.length === 0 || rest.includes(pool.name));
    const failure = {
      stderr: missing.map((name) => `cannot open '${name}': no such pool\n`).join(""),
      exitCode: missing.length > 0 ? 1 : 0,
    };
    const parsable = flags.has("p");
    const reader = new PoolReader(zfs.state, parsable);
    const read = (pool: Pool, column: string) => reader.read(pool, column).value;
    if (flags.has("j") || flags.has("json")) {
      const shown = columns.filter((column) => column !== "name");
      return { ...failure, stdout: poolsAsJson("zpool list", zfs, pools, () => shown, flags) };
    }
    const style = { path: flags.has("P"), real: flags.has("L"), guid: flags.has("g") };
    const rows = pools.flatMap((pool) => {
      const own = columns.map((column) => read(pool, column));
      if (!flags.has("v")) return [own];
      return [own, ...vdevLines(zfs, pool, columns, style, parsable, flags.has("H"))];
    });
    if (flags.has("H")) return { ...failure, stdout: tabbed(rows) };
    if (rows.length === 0) {
      return failure.exitCode > 0 ? failure : { stderr: "no pools available\n" };
    }
    return { ...failure, stdout: layOut(columns.map(columnOf), rows) };
  };
}

const standard =
  "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity,dedupratio,health,altroot";

const aliases: Record<string, string> = {
  alloc: "allocated",
  cap: "capacity",
  ckpoint: "checkpoint",
  dedup: "dedupratio",
  expandsz: "expandsize",
  frag: "fragmentation",
};

function columnOf(property: string): Column {
  const title = (titles[property] ?? property).toUpperCase();
  if (property === "health") return { title, right: true, width: 8 };
  const left = ["name", "altroot", "comment", "bootfs", "cachefile"].includes(property);
  return { title, right: !left, width: left ? 0 : 5 };
}

const titles: Record<string, string> = {
  allocated: "alloc",
  checkpoint: "ckpoint",
  expandsize: "expandsz",
  fragmentation: "frag",
  capacity: "cap",
  dedupratio: "dedup",
};

/** Rows of `-v`: with `-H` they begin with a tab and have no depth, otherwise they are indented. */
function vdevLines(
  zfs: Zfs,
  pool: Pool,
  columns: readonly string[],
  style: NameStyle,
  parsable: boolean,
  scripted: boolean,
): string[][] {
  const space = new SpaceBook(zfs.state).ofPool(pool);
  const size = (bytes: number) => (parsable ? bytes.toString() : niceBytes(bytes));
  const cell = ({ vdev, depth }: VdevRow, column: string): string => {
    const top = depth === 1;
    switch (column) {
      case "size":
        if (vdev.children.length === 0 && vdev.state === "UNAVAIL") return "-";
        return size(vdev.children.length === 0 ? vdev.size : vdevSize(vdev));
      case "allocated":
        return top ? size(space.allocated) : "-";
      case "free":
        return top ? size(vdevSize(vdev) - space.allocated) : "-";
      case "fragmentation":
        return top ? (parsable ? "0" : "0%") : "-";
      case "capacity": {
        const percent = (space.allocated * 100) / vdevSize(vdev);
        return top ? (parsable ? Math.floor(percent).toString() : `${percent.toFixed(2)}%`) : "-";
      }
      default:
        return "-";
    }
  };
  const shown = columns.filter((column) => column !== "altroot");
  const line = (row: VdevRow, kind: VdevClass): string[] =>
    shown.map((column) => {
      if (column === "name") return scripted ? `\t${row.name}` : "  ".repeat(row.depth) + row.name;
      if (column === "health") return kind === "spares" ? "AVAIL" : row.vdev.state;
      if (kind === "spares" && column !== "size") return "-";
      return kind === "cache" ? cacheCell(row.vdev, column, size) : cell(row, column);
    });
  const normal = vdevRows(pool, "normal", style);
  const extra = sections.map(([kind, title]) => ({
    kind,
    title: kind === "spares" ? "spare" : title,
    rows: vdevRows(pool, kind, style),
  }));
  const all = [...normal, ...extra.flatMap(({ rows }) => rows)];
  const width = Math.max(
    10,
    pool.name.length,
    ...all.map((row) => row.name.length + row.depth * 2),
  );
  return [
    ...normal.map((row) => line(row, "normal")),
    ...extra
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ kind, title, rows }) => [
        scripted ? [title.padEnd(width) + dashes] : [title, ...shown.slice(1).map(() => "-")],
        ...rows.map((row) => line(row, kind)),
      ]),
  ];
}

// Padded even with -H, as it stands in zpool_main.c.
const dashes = "      -      -      -        -         -      -      -      -         -";

/** Nothing is ever read twice here, so that a cache stays empty. */
function cacheCell(vdev: Vdev, column: string, size: (bytes: number) => string): string {
  const empty: Record<string, string> = {
    ...{ size: size(vdev.size), allocated: size(0), free: size(vdevSize(vdev)) },
    ...{ fragmentation: "0", capacity: "0" },
  };
  return empty[column] ?? "-";
}

/** What `-j` prints of pools and their properties. */
export function poolsAsJson(
  command: string,
  zfs: Zfs,
  pools: readonly Pool[],
  propertiesOf: (pool: Pool) => readonly string[],
  flags: ReadonlySet<string>,
): string {
  const reader = new PoolReader(zfs.state, flags.has("p"));
  const entries = pools.map((pool): [string, unknown] => {
    const properties = propertiesOf(pool).map((column): [string, unknown] => {
      const reading = reader.read(pool, column);
      const integer = flags.has("json-int") && /^\d+$/.test(reading.value);
      const type = reading.source === "-" ? "NONE" : reading.source.toUpperCase();
      const value = integer ? Number(reading.value) : reading.value;
      return [column, { value, source: { type, data: "-" } }];
    });
    const health = { name: pool.name, type: "POOL", state: poolHealth(pool), pool_guid: pool.guid };
    const versions = { txg: zfs.state.txg.toString(), spa_version: "5000", zpl_version: "5" };
    const key = flags.has("json-pool-key-guid") ? pool.guid : pool.name;
    return [key, { ...health, ...versions, properties: Object.fromEntries(properties) }];
  });
  const text = document(command, { pools: Object.fromEntries(entries) });
  if (!flags.has("json-int")) return text;
  return text.replace(/"(pool_guid|txg|spa_version|zpl_version)":"(\d+)"/g, '"$1":$2');
}

/** Refuses a pool property list with a name that is none. */
export function checkProperties(command: string, names: readonly string[]): void {
  const wrong = names.find((name) => name !== "all" && !isPoolProperty(name));
  if (wrong !== undefined) {
    throw usageError("zpool", command, `bad property list: invalid property '${wrong}'`);
  }
}

/** The pool of a name, or what `zpool get` says of a missing one. */
export function poolForGet(zfs: Zfs, name: string): Pool {
  const pool = zfs.state.pool(name);
  if (pool) return pool;
  throw new ProgramError(`Cannot get properties of ${name}: no such pool available.`, 1);
}
