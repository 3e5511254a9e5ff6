import { ProgramError } from "../contract";
import type { MountHost } from "./mounts";
import { mountIfWanted, unmount } from "./mounts";
import { reservationOf } from "./dataset-create";
import { PropertyError, storedValue } from "./property-value";
import { findProperty, isUserProperty } from "./property-table";
import { PropertyReader } from "./property-lookup";
import type { Dataset } from "./records";
import { SpaceBook } from "./space";
import type { ZfsState } from "./zfs-state";
import { parentOf } from "./zfs-state";

/** `zfs set`: all properties are checked before any is changed. */
export function setProperties(
  state: ZfsState,
  host: MountHost,
  name: string,
  properties: Readonly<Record<string, string>>,
): void {
  const subject = new PropertyReader(state).find(name);
  if (!subject) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  const stored = new Map<string, string>();
  for (const [property, value] of Object.entries(properties)) {
    try {
      stored.set(property, storedValue(subject.kind, property, value, "set"));
    } catch (error) {
      if (!(error instanceof PropertyError)) throw error;
      throw refusal(name, error.message);
    }
  }
  if (subject.snapshot) {
    for (const [property, value] of stored) subject.snapshot.properties.set(property, value);
    return;
  }
  for (const [property, value] of stored) checkSpace(state, subject.dataset, property, value);
  const moved = ["mountpoint", "canmount", "readonly"].some((each) => stored.has(each));
  if (moved) remount(state, host, subject.dataset, () => apply(subject.dataset, stored));
  else apply(subject.dataset, stored);
  state.nextTxg();
}

/** `zfs inherit [-r] [-S]`. */
export function inheritProperty(
  state: ZfsState,
  host: MountHost,
  name: string,
  property: string,
  options: { recursive?: boolean; received?: boolean },
): void {
  const spec = findProperty(property);
  if (!spec && !isUserProperty(property))
    throw new ProgramError(`invalid property '${property}'`, 2);
  if (spec?.set === "never" || spec?.set === "create") {
    throw new ProgramError(`${property} property is read-only`, 1);
  }
  if (spec && !spec.inherit && !options.received) {
    const clear = spec.kind === "limit" ? `use 'zfs set ${property}=none' to clear\n` : "";
    throw new ProgramError(
      `'${property}' property cannot be inherited\n${clear}use 'zfs inherit -S ${property}' to revert to received value`,
      1,
    );
  }
  const subject = new PropertyReader(state).find(name);
  if (!subject) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  if (subject.snapshot) {
    subject.snapshot.properties.delete(property);
    return;
  }
  const below = options.recursive ? state.descendants(name) : [];
  for (const dataset of [subject.dataset, ...below]) {
    const clear = () => {
      if (dataset.received.has(property) && !options.received) {
        dataset.properties.set(property, null);
      } else {
        dataset.properties.delete(property);
      }
    };
    if (property === "mountpoint") remount(state, host, dataset, clear);
    else clear();
  }
  state.nextTxg();
}

/** Unmounts a dataset and what inherits from it, changes it, and mounts again what was mounted. */
function remount(state: ZfsState, host: MountHost, dataset: Dataset, change: () => void): void {
  const tree = [dataset, ...state.descendants(dataset.name)];
  const mounted = tree.filter((each) => each.mounted !== undefined);
  try {
    for (const each of [...mounted].reverse()) unmount(state, host, each);
  } catch (error) {
    for (const each of mounted) mountIfWanted(state, host, each);
    if (error instanceof ProgramError) throw new ProgramError(error.message, 255);
    throw error;
  }
  change();
  for (const each of new Set([...mounted, dataset])) mountIfWanted(state, host, each);
}

function apply(dataset: Dataset, stored: ReadonlyMap<string, string>): void {
  for (const [property, value] of stored) {
    const spec = findProperty(property);
    const name = spec?.name ?? property;
    // A limit that is none has no source of its own, but for these (get_numeric_property of libzfs_dataset.c).
    const isSpace = /^(?:ref)?(?:quota|reservation)$/.test(name);
    const hasSource = isSpace || spec?.kind !== "limit" || value !== spec.default;
    if (!hasSource) dataset.properties.delete(name);
    else dataset.properties.set(name, value);
    if (name === "volsize" && dataset.properties.has("refreservation")) {
      const block = Number(dataset.properties.get("volblocksize") ?? 16384);
      dataset.properties.set("refreservation", reservationOf(Number(value), block).toString());
    }
  }
}

function checkSpace(state: ZfsState, dataset: Dataset, property: string, value: string): void {
  const bytes = Number(value);
  const space = new SpaceBook(state).of(dataset);
  const used = property === "refquota" ? space.referenced : space.used;
  if ((property === "quota" || property === "refquota") && bytes > 0 && bytes < used) {
    throw refusal(dataset.name, "size is less than current used or reserved space");
  }
  if (property !== "reservation" && property !== "refreservation") return;
  const parent = state.datasets.get(parentOf(dataset.name));
  const room = parent ? new SpaceBook(state).of(parent).available : space.available;
  if (bytes > room + space.used) {
    throw refusal(dataset.name, "size is greater than available space");
  }
}

function refusal(name: string, why: string): ProgramError {
  return new ProgramError(`cannot set property for '${name}': ${why}`, 255);
}
