import { z } from "zod";
import { absolutePath, name, nullableProperties } from "../shapes";

/** A top-level vdev: `disk`, or the type of the group (zpoolconcepts(7)). */
const vdev = z.strictObject({
  type: z.enum(["disk", "mirror", "raidz1", "raidz2", "raidz3"]),
  /** Paths that stay the same over a reboot, so below /dev/disk. */
  disks: z.array(absolutePath).min(1),
});

/** A ZFS pool (zpool(8)). */
export const poolSchema = z.strictObject({
  name,
  /** Those that hold the data; several disks side by side are several vdevs. */
  vdevs: z.array(vdev).min(1),
  /** Of the intent log. */
  log: z.array(vdev),
  /** Of metadata and small blocks. */
  special: z.array(vdev),
  /** Of deduplication tables. */
  dedup: z.array(vdev),
  /** Disks of the second-level read cache. */
  cache: z.array(absolutePath),
  /** Disks that stand in for a lost one. */
  spare: z.array(absolutePath),
  /** Of the pool (zpoolprops(7)); null for one that shall be the default again. */
  properties: nullableProperties,
  /** Of its root dataset (zfsprops(7)); null for one that shall be inherited again. */
  filesystemProperties: nullableProperties,
  /** That disks may be added, which often cannot be undone. */
  grow: z.literal("allowed").optional(),
});

export type PoolSpec = z.infer<typeof poolSchema>;
export type VdevSpec = z.infer<typeof vdev>;

/** The fields that say what a pool stands on. */
export const layoutFields = ["vdevs", "log", "special", "dedup", "cache", "spare"] as const;
export type LayoutField = (typeof layoutFields)[number];

/** What a state says that knows a pool by `topology` and `disks`, as the first versions did. */
export const noLayout = { vdevs: [], log: [], special: [], dedup: [], cache: [], spare: [] };

/** The vdevs that a field declares; caches and spares are single disks. */
export function declaredVdevs(spec: PoolSpec, field: LayoutField): readonly VdevSpec[] {
  if (field !== "cache" && field !== "spare") return spec[field];
  return spec[field].map((disk) => ({ type: "disk", disks: [disk] }));
}

/** All declared disks. */
export function declaredDisks(spec: PoolSpec): string[] {
  return layoutFields.flatMap((field) => declaredVdevs(spec, field).flatMap(({ disks }) => disks));
}
