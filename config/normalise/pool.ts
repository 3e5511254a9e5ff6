import type { ZfsDocument } from "../documents/zfs";
import type { PoolConfig, VdevConfig } from "../types";

type PoolDocument = NonNullable<ZfsDocument["pools"]>[number];
type VdevDocument = NonNullable<PoolDocument["vdevs"]>[number];

/** A pool with all its vdevs in one list, and empty lists for what it has not. */
export function normalisePool(pool: PoolDocument): PoolConfig {
  const { name, raid_level = "single", disks = [], vdevs = [], properties = {}, grow } = pool;
  return {
    name,
    vdevs: [{ raid_level, disks }, ...vdevs.map(normaliseVdev)],
    log: (pool.log ?? []).map(normaliseVdev),
    special: (pool.special ?? []).map(normaliseVdev),
    dedup: (pool.dedup ?? []).map(normaliseVdev),
    cache: pool.cache ?? [],
    spare: pool.spare ?? [],
    properties,
    grow: grow === "allowed",
  };
}

function normaliseVdev({ raid_level = "single", disks }: VdevDocument): VdevConfig {
  return { raid_level, disks };
}
