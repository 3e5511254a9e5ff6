import type { PoolConfig, VdevConfig } from "../../config/types";
import type { PoolSpec, VdevSpec } from "../../providers/pool/schema";

/**
 * A declared pool in the words of ZFS. A property that the pool has not is its root dataset's; trimming and cheap
 * defaults for all datasets below are on unless the declaration says otherwise.
 */
export function poolSpec(pool: PoolConfig): PoolSpec {
  const { name, cache, spare, grow } = pool;
  const given = Object.entries(pool.properties);
  const own = given.filter(([property]) => poolProperties.has(property));
  const root = given.filter(([property]) => !poolProperties.has(property));
  return {
    name,
    vdevs: pool.vdevs.flatMap(vdevSpecs),
    log: pool.log.flatMap(vdevSpecs),
    special: pool.special.flatMap(vdevSpecs),
    dedup: pool.dedup.flatMap(vdevSpecs),
    cache,
    spare,
    properties: { autotrim: "on", ...Object.fromEntries(own) },
    filesystemProperties: { compression: "lz4", atime: "off", ...Object.fromEntries(root) },
    ...(grow && { grow: "allowed" }),
  };
}

/** Disks side by side are a vdev each. */
function vdevSpecs({ raid_level, disks }: VdevConfig): VdevSpec[] {
  return raid_level === "single"
    ? disks.map((disk) => ({ type: "disk", disks: [disk] }))
    : [{ type: raid_level, disks }];
}

/** Those that can be set (zpoolprops(7)); a user property is the root dataset's, as datasets inherit it. */
const poolProperties = new Set([
  "altroot",
  "ashift",
  "autoexpand",
  "autoreplace",
  "autotrim",
  "bootfs",
  "cachefile",
  "comment",
  "compatibility",
  "dedup_table_quota",
  "delegation",
  "failmode",
  "listsnapshots",
  "multihost",
]);
