import { zfs, type DatasetProperties } from "../host/zfs";
import { canonical, inWordsOf } from "./zfs-values";

/** Properties of a dataset that are declared; null for one that shall be inherited again. */
export type WantedProperties = Readonly<Record<string, string | null>>;

/** A live property in the words of the declared one; null where it is not set here. */
export function observeProperty(
  live: DatasetProperties,
  property: string,
  want: string | null,
): string | null {
  const found = live[property];
  if (want === null) {
    return found?.source !== "local" || isUnset(property, found.value) ? null : found.value;
  }
  // An unset user property prints as "-" with the source "-".
  if (found === undefined || (found.value === "-" && found.source === "-")) return null;
  // A volume's size and what it needs beside, which ZFS reckons itself.
  if (property === "refreservation" && want === "auto") {
    return Number(found.value) >= Number(live["volsize"]?.value) ? want : found.value;
  }
  return inWordsOf(want, property, found.value);
}

/** The properties that are declared now, and null for those that were and are no more. */
export function withRemoved(now: WantedProperties, before: unknown): Record<string, string | null> {
  const olds = (before ?? {}) as WantedProperties;
  const removed = Object.entries(olds)
    .filter(([property, value]) => value !== null && now[property] === undefined)
    .map(([property]) => [property, null]);
  return { ...(Object.fromEntries(removed) as Record<string, null>), ...now };
}

/** Those that have a value. */
export function present(properties: WantedProperties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** The command that undoes a property: what cannot be inherited is set to what it is where nobody sets it. */
export function clearArgv(dataset: string, property: string): string[] {
  const value = unset[property];
  return value === undefined
    ? zfs.inherit(dataset, property)
    : zfs.set(dataset, { [property]: value });
}

/** zfsprops(7): the properties that are not inherited. */
const unset: Readonly<Record<string, string>> = {
  canmount: "on",
  context: "none",
  defcontext: "none",
  filesystem_limit: "none",
  fscontext: "none",
  quota: "none",
  refquota: "none",
  refreservation: "none",
  reservation: "none",
  rootcontext: "none",
  snapshot_limit: "none",
};

/** zfs(8) prints a limit that is none as 0 where it prints for machines. */
function isUnset(property: string, value: string): boolean {
  const nothing = unset[property];
  return nothing !== undefined && canonical(property, nothing) === canonical(property, value);
}
