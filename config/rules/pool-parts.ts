import type { Path } from "../diagnostics";
import type { PoolConfig, VdevConfig } from "../types";

/** What a vdev is for. */
type VdevRole = "data" | "log" | "special" | "dedup";

/** A vdev with its place below the pool. */
interface PlacedVdev {
  readonly role: VdevRole;
  readonly vdev: VdevConfig;
  readonly path: Path;
}

/** All vdevs of a pool but caches and spares, each with its place in the file. */
export function vdevsOf(pool: PoolConfig): PlacedVdev[] {
  const data = pool.vdevs.map((vdev, index) => ({
    role: "data" as const,
    vdev,
    path: index === 0 ? [] : ["vdevs", index - 1],
  }));
  const others = (["log", "special", "dedup"] as const).flatMap((role) =>
    pool[role].map((vdev, index) => ({ role, vdev, path: [role, index] })),
  );
  return [...data, ...others];
}

/** All disks of a pool, each with its place in the file. */
export function disksOf(pool: PoolConfig): { readonly disk: string; readonly path: Path }[] {
  const inVdevs = vdevsOf(pool).flatMap(({ vdev, path }) =>
    vdev.disks.map((disk, position) => ({ disk, path: [...path, "disks", position] })),
  );
  const alone = (["cache", "spare"] as const).flatMap((role) =>
    pool[role].map((disk, position) => ({ disk, path: [role, position] })),
  );
  return [...inVdevs, ...alone];
}
