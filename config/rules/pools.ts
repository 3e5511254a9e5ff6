import type { PoolConfig, VdevConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { vdevsOf } from "./pool-parts";

/** What pools are made of. */
export const poolRules: Rule[] = [poolDisks, poolRedundancy];

const leastDisks = { single: 1, mirror: 2, raidz1: 2, raidz2: 3, raidz3: 4 } as const;

function poolDisks({ declaration, report }: RuleContext): void {
  for (const [index, pool] of (declaration.hypervisor?.pools ?? []).entries()) {
    for (const { vdev, path } of vdevsOf(pool)) {
      const needed = leastDisks[vdev.raid_level];
      if (vdev.disks.length >= needed) continue;
      const message = `pool ${pool.name} has ${vdev.disks.length} disks, ${vdev.raid_level} needs at least ${needed}`;
      const place = ["zfs", "pools", index, ...path, "disks"];
      report.error("hypervisor", place, "pool-disks", message);
    }
  }
}

/** zpool refuses what this refuses (zpool_vdev.c, check_replication), but only once it is run. */
function poolRedundancy({ declaration, report }: RuleContext): void {
  for (const [index, pool] of (declaration.hypervisor?.pools ?? []).entries()) {
    for (const { role, vdev, path } of vdevsOf(pool)) {
      const message = problemOf(pool, role, vdev);
      if (message === undefined) continue;
      report.error("hypervisor", ["zfs", "pools", index, ...path], "pool-redundancy", message);
    }
  }
}

function problemOf(pool: PoolConfig, role: string, vdev: VdevConfig): string | undefined {
  if (role === "log") {
    if (!vdev.raid_level.startsWith("raidz")) return undefined;
    return `a log of pool ${pool.name} is ${vdev.raid_level}, ZFS has single and mirror only`;
  }
  const [first] = pool.vdevs;
  if (first === undefined || first === vdev) return undefined;
  const [own, added] = [first, vdev].map((each) => ({ ...each, lost: survives(each) }));
  if (own === undefined || added === undefined) return undefined;
  if (role === "data") {
    const isAlike =
      own.raid_level === added.raid_level &&
      (own.raid_level === "single" || own.disks.length === added.disks.length);
    if (isAlike) return undefined;
    return `all vdevs of data of pool ${pool.name} have to be alike: the first is ${words(own)}, this is ${words(added)}`;
  }
  if (own.lost === added.lost) return undefined;
  return `${role} of pool ${pool.name} is ${words(added)} and survives ${added.lost} lost disks, the data survive ${own.lost}; ZFS wants the same of both`;
}

/** How many disks may be lost. */
function survives({ raid_level, disks }: VdevConfig): number {
  if (raid_level === "single") return 0;
  return raid_level === "mirror" ? disks.length - 1 : Number(raid_level.slice(5));
}

function words({ raid_level, disks }: VdevConfig): string {
  return `${raid_level} of ${disks.length}`;
}
