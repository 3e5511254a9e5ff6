import type { RaidLevel } from "../documents/pool";
import type { FeatureManifest } from "../feature-library";
import type { Declaration, HostFacts, PoolConfig, VdevConfig } from "../types";

/** What only the host knows; an absent member is not known. */
export interface Knowledge {
  readonly gpuCount?: number;
  /** Of its NVIDIA cards, in the order of the bus, with their domains. */
  readonly gpuAddresses?: readonly string[];
  readonly memoryBytes?: number;
  /** Bytes that a pool can hold, by its name. */
  readonly poolSizes?: Readonly<Record<string, number>>;
  /** Ids of the storages that are there. */
  readonly storages?: readonly string[];
  /** What a feature's manifest says; that of features/ where this is absent. */
  readonly manifest?: (feature: string) => FeatureManifest | undefined;
}

const parityDisks: Record<RaidLevel, number> = {
  single: 0,
  mirror: 0,
  raidz1: 1,
  raidz2: 2,
  raidz3: 3,
};

/** What the `host` block says. */
export function knowledgeOf({ host, hypervisor }: Declaration): Knowledge {
  if (!host) return {};
  const sizes = (hypervisor?.pools ?? []).flatMap((pool) => {
    const bytes = poolBytes(pool, host);
    return bytes === undefined ? [] : [[pool.name, bytes] as const];
  });
  return {
    ...(host.gpus && { gpuCount: host.gpus.length }),
    ...(host.memory_gb !== undefined && { memoryBytes: host.memory_gb * 2 ** 30 }),
    ...(sizes.length > 0 && { poolSizes: Object.fromEntries(sizes) }),
    storages: host.storages ?? [],
  };
}

/** Undefined where the block does not name every disk of the pool's data. */
function poolBytes({ vdevs }: PoolConfig, host: HostFacts): number | undefined {
  const sizes = vdevs.map((vdev) => vdevBytes(vdev, host));
  const known = sizes.filter((size) => size !== undefined);
  if (known.length === 0 || known.length < vdevs.length) return undefined;
  return known.reduce((sum, size) => sum + size, 0);
}

function vdevBytes({ raid_level, disks }: VdevConfig, host: HostFacts): number | undefined {
  const sizes = disks.map((disk) => host.disks?.find(({ by_id }) => by_id === disk)?.size_gb);
  const known = sizes.filter((size) => size !== undefined);
  if (known.length === 0 || known.length < disks.length) return undefined;
  const smallest = Math.min(...known);
  if (raid_level === "single") return known.reduce((sum, size) => sum + size, 0) * 2 ** 30;
  if (raid_level === "mirror") return smallest * 2 ** 30;
  return smallest * Math.max(0, disks.length - parityDisks[raid_level]) * 2 ** 30;
}
