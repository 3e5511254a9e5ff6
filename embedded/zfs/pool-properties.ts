import { ProgramError } from "../contract";
import { niceBytes } from "./sizes";
import type { Pool } from "./records";
import { SpaceBook } from "./space";
import { isUserProperty } from "./property-table";
import type { ZfsState } from "./zfs-state";

/** A pool property as `zpool get` shows it. */
export interface PoolReading {
  readonly value: string;
  readonly source: "-" | "default" | "local";
}

/** The properties of `zpool get all` in its order, features last. */
export function poolPropertyNames(pool: Pool): string[] {
  const user = [...pool.properties.keys()].filter((name) => name.includes(":"));
  return [...order, ...features.map((feature) => `feature@${feature}`), ...user];
}

/** True for native properties, features and well-formed user properties. */
export function isPoolProperty(name: string): boolean {
  return (
    order.includes(name) || name === "name" || name.startsWith("feature@") || isUserProperty(name)
  );
}

/** Reads properties of pools; figures are counted once, so make a new one after a change. */
export class PoolReader {
  readonly #statistics = new Map<Pool, Record<string, string | undefined>>();

  /** `parsable` as with `zpool get -p`. */
  constructor(
    private readonly state: ZfsState,
    private readonly parsable: boolean,
  ) {}

  read(pool: Pool, property: string): PoolReading {
    const known = this.#statistics.get(pool) ?? statistics(this.state, pool, this.parsable);
    this.#statistics.set(pool, known);
    return reading(pool, property, known);
  }
}

function reading(
  pool: Pool,
  property: string,
  known: Record<string, string | undefined>,
): PoolReading {
  if (property.startsWith("feature@"))
    return { value: feature(pool, property.slice(8)), source: "local" };
  const statistic = known[property];
  if (statistic !== undefined) return { value: statistic, source: "-" };
  const set = pool.properties.get(property);
  if (set !== undefined) return { value: set, source: "local" };
  return { value: defaults[property]?.[0] ?? "-", source: "default" };
}

/** Whether a value may be set, in the words of `zpool set` after its `cannot set property for 'P': `. */
export function poolPropertyProblem(property: string, value: string): string | undefined {
  if (isUserProperty(property)) return undefined;
  if (!isPoolProperty(property)) return `invalid property '${property}'`;
  if (!(property in defaults)) return `'${property}' is readonly`;
  if (property === "ashift" && !validAshift(value)) {
    const range = "only values between 9 and 16 are allowed.";
    return `property 'ashift' number ${value} is invalid, ${range}`;
  }
  if (property === "comment" && !/^[\x20-\x7e]*$/.test(value)) {
    return "comment may only have printable characters";
  }
  const values = defaults[property]?.[1];
  if (values === undefined || values.split(" | ").includes(value)) return undefined;
  return `'${property}' must be one of '${values}'`;
}

/** Refuses options of `zpool create -o` in its words. */
export function checkCreateProperty(property: string, value: string): void {
  if (!isPoolProperty(property)) {
    throw new ProgramError(`property '${property}' is not a valid pool or vdev property`, 1);
  }
  if (property === "ashift" && !validAshift(value)) {
    const range = "only values between 9 and 16 are allowed.";
    throw new ProgramError(`invalid 'ashift=${value}' property: ${range}`, 1);
  }
}

function validAshift(value: string): boolean {
  const shift = Number(value);
  return Number.isInteger(shift) && (shift === 0 || (shift >= 9 && shift <= 16));
}

/** The state of a pool that its devices make. */
export function poolHealth(pool: Pool): string {
  const states = pool.vdevs.normal.flatMap((vdev) => [vdev, ...vdev.children]);
  return states.some((vdev) => vdev.state !== "ONLINE") ? "DEGRADED" : "ONLINE";
}

function statistics(
  state: ZfsState,
  pool: Pool,
  parsable: boolean,
): Record<string, string | undefined> {
  const space = new SpaceBook(state).ofPool(pool);
  const size = (bytes: number) => (parsable ? bytes.toString() : niceBytes(bytes));
  const percent = (value: number) => (parsable ? value.toString() : `${value}%`);
  return {
    name: pool.name,
    size: size(space.size),
    capacity: percent(Math.floor((space.allocated * 100) / space.size)),
    health: poolHealth(pool),
    guid: pool.guid,
    load_guid: pool.guid.split("").reverse().join("").replace(/^0+/, ""),
    free: size(space.free),
    allocated: size(space.allocated),
    expandsize: "-",
    freeing: "0",
    leaked: "0",
    fragmentation: percent(0),
    checkpoint: "-",
    dedupratio: parsable ? "1.00" : "1.00x",
    readonly: pool.properties.get("readonly") ?? "off",
    bcloneused: "0",
    bclonesaved: "0",
    bcloneratio: parsable ? "1.00" : "1.00x",
    dedup_table_size: "0",
    last_scrubbed_txg: "0",
  };
}

/** Default and, for on/off and the like, the values in the order of the error message. */
const defaults: Record<string, readonly [value: string, values?: string] | undefined> = {
  altroot: ["-"],
  version: ["-"],
  bootfs: ["-"],
  delegation: ["on", "on | off"],
  autoreplace: ["off", "on | off"],
  cachefile: ["-"],
  failmode: ["wait", "wait | continue | panic"],
  listsnapshots: ["off", "on | off"],
  autoexpand: ["off", "on | off"],
  ashift: ["0"],
  comment: ["-"],
  multihost: ["off", "on | off"],
  autotrim: ["off", "on | off"],
  compatibility: ["off"],
  dedup_table_quota: ["auto"],
};

const order = (
  "size capacity altroot health guid version bootfs delegation autoreplace cachefile failmode " +
  "listsnapshots autoexpand dedupratio free allocated readonly ashift comment expandsize freeing " +
  "fragmentation leaked multihost checkpoint load_guid autotrim compatibility bcloneused " +
  "bclonesaved bcloneratio dedup_table_size dedup_table_quota last_scrubbed_txg"
).split(" ");

const features = (
  "async_destroy empty_bpobj lz4_compress multi_vdev_crash_dump spacemap_histogram enabled_txg " +
  "hole_birth extensible_dataset embedded_data bookmarks filesystem_limits large_blocks " +
  "large_dnode sha512 skein edonr userobj_accounting encryption project_quota device_removal " +
  "obsolete_counts zpool_checkpoint spacemap_v2 allocation_classes resilver_defer bookmark_v2 " +
  "redaction_bookmarks redacted_datasets bookmark_written log_spacemap livelist device_rebuild " +
  "zstd_compress draid zilsaxattr head_errlog blake3 block_cloning vdev_zaps_v2 " +
  "redaction_list_spill raidz_expansion fast_dedup longname large_microzap"
).split(" ");

// Active from the first transaction group on, whatever a pool is used for.
const active = new Set(
  (
    "lz4_compress spacemap_histogram enabled_txg hole_birth extensible_dataset embedded_data " +
    "userobj_accounting project_quota spacemap_v2 log_spacemap head_errlog vdev_zaps_v2"
  ).split(" "),
);

function feature(pool: Pool, name: string): string {
  if (!features.includes(name)) return "-";
  const used = name === "zstd_compress" && pool.history.some((line) => line.includes("zstd"));
  return active.has(name) || used ? "active" : "enabled";
}
