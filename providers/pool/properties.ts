import type { Inspected, Pool } from "../../host/inspection";
import { inWordsOf } from "../zfs-values";
import { observeProperty } from "../zfs-properties";
import type { PoolSpec } from "./schema";

type Properties = PoolSpec["properties"];

/** What pool properties are where nobody has set them (module/zcommon/zpool_prop.c). */
const defaults: Readonly<Record<string, string>> = {
  autoexpand: "off",
  autoreplace: "off",
  autotrim: "off",
  comment: "-",
  dedup_table_quota: "auto",
  delegation: "on",
  failmode: "wait",
  listsnapshots: "off",
  multihost: "off",
};

/** The properties of the pool, in the words of their declaration. */
export function observePoolProperties(live: Pool, wanted: Properties): Properties {
  return mapValues(wanted, (want, property) => {
    const found = live.properties[property];
    if (want !== null) return inWordsOf(want, property, found ?? "not known");
    const unset = property.includes(":") ? "-" : defaults[property];
    const isUnset = found === undefined || unset === undefined || found === unset || found === "";
    return isUnset ? null : found;
  });
}

/** The value that `zpool set` is given; null means the default. */
export function poolPropertyValue(property: string, value: string | null): string {
  if (value !== null) return value;
  const unset = defaults[property];
  return unset === undefined || unset === "-" ? "" : unset;
}

/** The properties of the root dataset, in the words of their declaration. */
export function observeRootProperties(
  inspection: Inspected<"datasets">,
  spec: PoolSpec,
): PoolSpec["filesystemProperties"] {
  const root = inspection.datasets.get(spec.name) ?? {};
  return mapValues(spec.filesystemProperties, (want, property) =>
    observeProperty(root, property, want),
  );
}

function mapValues(
  record: Properties,
  map: (value: string | null, key: string) => string | null,
): Properties {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
