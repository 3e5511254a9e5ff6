import type { Inspected, Pool } from "../../host/inspection";
import { wholeDisk, type Vdev } from "../../host/zpool";
import type { Bag, Value } from "../lifecycle";
import {
  declaredDisks,
  declaredVdevs,
  layoutFields,
  type LayoutField,
  type PoolSpec,
} from "./schema";

/** A vdev that is there, with its disks as the declaration calls them. */
export interface LiveVdev {
  readonly type: string;
  readonly disks: readonly string[];
  /** The disks as zpool knows them. */
  readonly paths: readonly string[];
}

/** What a pool stands on, field by field in the words of its declaration; a field that is as declared is it verbatim. */
export function observeLayout(live: Pool, spec: PoolSpec, inspection: Inspected<"disks">): Bag {
  const found = liveLayout(live, spec, inspection);
  const inWords = (field: LayoutField): Value => {
    const vdevs = found[field];
    if (isAsDeclared(spec, field, vdevs)) return spec[field];
    if (field === "cache" || field === "spare") return vdevs.flatMap(({ disks }) => disks);
    return vdevs.map(({ type, disks }) => ({ type, disks }));
  };
  return Object.fromEntries(layoutFields.map((field) => [field, inWords(field)]));
}

/** The vdevs that are there, by field. */
export function liveLayout(
  live: Pool,
  spec: PoolSpec,
  inspection: Inspected<"disks">,
): Record<LayoutField, readonly LiveVdev[]> {
  const called = namesOf(spec, inspection);
  const all = (vdevs: readonly Vdev[] | undefined): LiveVdev[] =>
    (vdevs ?? []).map(({ type, disks }) => ({
      type,
      disks: disks.map(({ path }) => called(path)),
      paths: disks.map(({ path }) => wholeDisk(path)),
    }));
  const { log, special, dedup, cache, spare } = live.special;
  return {
    ...{ vdevs: all(live.vdevs), log: all(log), special: all(special), dedup: all(dedup) },
    ...{ cache: all(cache), spare: all(spare) },
  };
}

/** The same type on the same disks, in whatever order. */
export function isSameVdev(
  a: Pick<LiveVdev, "type" | "disks">,
  b: Pick<LiveVdev, "type" | "disks">,
): boolean {
  return (
    a.type === b.type &&
    a.disks.length === b.disks.length &&
    a.disks.every((disk) => b.disks.includes(disk))
  );
}

function isAsDeclared(spec: PoolSpec, field: LayoutField, vdevs: readonly LiveVdev[]): boolean {
  const declared = declaredVdevs(spec, field);
  return (
    declared.length === vdevs.length &&
    declared.every((vdev) => vdevs.some((found) => isSameVdev(vdev, found)))
  );
}

/**
 * What the declaration calls a disk that zpool names by a path, a partition of its own on it, or what a link leads to;
 * one that it does not name is called by the path of the whole disk.
 */
function namesOf(spec: PoolSpec, inspection: Inspected<"disks">): (path: string) => string {
  const device = (path: string) => inspection.disks.get(path) ?? path;
  const disks = declaredDisks(spec);
  const byDevice = new Map(disks.map((disk) => [device(disk), disk]));
  return (path) =>
    disks.find((disk) => disk === path || disk === wholeDisk(path)) ??
    byDevice.get(device(path)) ??
    byDevice.get(device(wholeDisk(path))) ??
    byDevice.get(wholeDisk(device(path))) ??
    wholeDisk(path);
}
