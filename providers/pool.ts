import { z } from "zod";
import type { Inspection, Pool } from "../host/inspection";
import { wholeDisk } from "../host/zpool";
import { changedMembers, show } from "./compare";
import type { Lifecycle, Refusal } from "./lifecycle";
import { absolutePath, name, properties } from "./shapes";
import { inWordsOf } from "./zfs-values";

/** A ZFS pool of one vdev over whole disks (zpool(8)). */
const poolSchema = z.strictObject({
  name,
  /** `single`, or the type of its vdev (zpoolconcepts(7)). */
  topology: z.enum(["single", "mirror", "raidz1", "raidz2", "raidz3"]),
  /** Paths that stay the same over a reboot, so below /dev/disk. */
  disks: z.array(absolutePath).min(1),
  /** Of the pool (zpoolprops(7)). */
  properties,
  /** Of its root dataset (zfsprops(7)). */
  filesystemProperties: properties,
});

export type PoolSpec = z.infer<typeof poolSchema>;

/** A pool that exists is adopted when it stands on the declared disks; it is never made anew or destroyed. */
export const poolLifecycle: Lifecycle<PoolSpec, Pool> = {
  kind: "pool",
  schema: poolSchema,
  id: (spec) => spec.name,
  find: (inspection, spec) => inspection.pools.get(spec.name),
  observe: (live, spec, inspection) => ({
    // A pool that misses a disk, or is being mended, is told; which disks it has is no question then.
    ...(live.state === "ONLINE" && {
      topology: topologyOf(live),
      disks: disksOf(live, spec, inspection),
    }),
    properties: mapValues(spec.properties, (want, property) =>
      inWordsOf(want, property, live.properties[property] ?? "not known"),
    ),
    filesystemProperties: mapValues(spec.filesystemProperties, (want, property) =>
      inWordsOf(
        want,
        property,
        inspection.datasets.get(spec.name)?.[property]?.value ?? "not known",
      ),
    ),
  }),
  remark: (live) =>
    live.state === "ONLINE" ? undefined : `it is ${live.state}: look at zpool status ${live.name}`,
  refuse({ spec, live, drifts, inspection }) {
    if (live === undefined) return missingDisks(spec, inspection);
    return drifts
      .filter(({ property }) => property === "topology" || property === "disks")
      .map(({ property, live: found, want }) => ({
        property,
        reason:
          `pool ${spec.name} stands on other ground than declared: ${property} is ${JSON.stringify(found)}, ` +
          `declared is ${JSON.stringify(want)}. A pool is never made anew, because that would destroy what is ` +
          "on it: change the declaration, or the pool with zpool attach, detach or replace.",
      }));
  },
  async converge({ spec, live, drifts, context: { host } }) {
    if (live === undefined) {
      await host.shell.run(createArgv(spec));
      return;
    }
    for (const drift of drifts) {
      const program = drift.property === "properties" ? "zpool" : "zfs";
      for (const [key, value] of Object.entries(changedMembers(drift))) {
        await host.shell.run([program, "set", `${key}=${show(value)}`, spec.name]);
      }
    }
  },
};

/** Without -f, so that zpool itself refuses a disk that carries anything. */
function createArgv(spec: PoolSpec): string[] {
  return [
    "zpool",
    "create",
    ...Object.entries(spec.properties).flatMap(([key, value]) => ["-o", `${key}=${value}`]),
    ...Object.entries(spec.filesystemProperties).flatMap(([key, value]) => [
      "-O",
      `${key}=${value}`,
    ]),
    spec.name,
    ...(spec.topology === "single" ? [] : [spec.topology]),
    ...spec.disks,
  ];
}

function topologyOf(live: Pool): string {
  if (live.vdevs.every(({ type }) => type === "disk")) return "single";
  const types = live.vdevs.map(({ type }) => type);
  return types.length === 1 ? (types[0] ?? "none") : types.join(" + ");
}

function disksOf(live: Pool, spec: PoolSpec, inspection: Inspection): string[] {
  const device = (path: string) => inspection.disks.get(path) ?? path;
  const declared = new Map(spec.disks.map((disk) => [device(disk), disk]));
  const disks = live.vdevs.flatMap((vdev) =>
    vdev.disks.map(({ path }) => declared.get(device(wholeDisk(path))) ?? wholeDisk(path)),
  );
  const isDeclared =
    disks.length === spec.disks.length && spec.disks.every((disk) => disks.includes(disk));
  return isDeclared ? [...spec.disks] : disks;
}

function missingDisks(spec: PoolSpec, inspection: Inspection): Refusal[] {
  const missing = spec.disks.filter(
    (disk) => disk.startsWith("/dev/disk/by-id/") && !inspection.disks.has(disk),
  );
  if (missing.length === 0) return [];
  return [
    {
      property: "disks",
      reason: `pool ${spec.name} cannot be made: the host has no ${missing.join(", ")}; it has ${
        [...inspection.disks.keys()].filter((disk) => !/-part\d+$/.test(disk)).join(", ") || "none"
      }`,
    },
  ];
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string, key: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
