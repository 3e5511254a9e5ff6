import { z } from "zod";
import { zfs, type DatasetProperties } from "../host/zfs";
import { changedMembers, show } from "./compare";
import type { Lifecycle } from "./lifecycle";
import { datasetName, propertyValue } from "./shapes";
import { inWordsOf, parseBytes } from "./zfs-values";

/** A ZFS filesystem below a pool (zfs(8)). */
const datasetSchema = z.strictObject({
  name: datasetName,
  /** Properties and user properties by name; null for one that shall be inherited again. */
  properties: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9:_.@-]*$/, "must be a property's name"),
    propertyValue.nullable(),
  ),
});

export type DatasetSpec = z.infer<typeof datasetSchema>;

/** Properties that are fixed when a filesystem is made (zfsprops(7)). */
const fixed = new Set(["casesensitivity", "normalization", "utf8only", "encryption"]);

/** A dataset that exists is adopted; it holds data, so it is let go and never destroyed. */
export const datasetLifecycle: Lifecycle<DatasetSpec, DatasetProperties> = {
  kind: "dataset",
  schema: datasetSchema,
  id: (spec) => spec.name,
  find: (inspection, spec) => inspection.datasets.get(spec.name),
  observe: (live, spec) => ({
    properties: Object.fromEntries(
      Object.entries(spec.properties).map(([property, want]) => [
        property,
        observed(live, property, want),
      ]),
    ),
  }),
  refuse({ spec, live, drifts }) {
    if (live === undefined) return [];
    const changes = drifts.flatMap((drift) => Object.entries(changedMembers(drift)));
    return changes.flatMap(([property, want]) => {
      if (fixed.has(property)) {
        return refusal(
          spec,
          property,
          `is ${live[property]?.value}, and is fixed once a dataset exists`,
        );
      }
      const used = Number(live[property === "refquota" ? "referenced" : "used"]?.value);
      const limit = parseBytes(show(want));
      if (
        ["quota", "refquota"].includes(property) &&
        limit !== undefined &&
        limit > 0 &&
        limit < used
      ) {
        return refusal(spec, property, `cannot be ${show(want)}: ${used} bytes are in use already`);
      }
      return [];
    });
  },
  withRemovals(spec, olds) {
    const before = (olds["properties"] ?? {}) as Record<string, string | null>;
    const removed = Object.entries(before).filter(
      ([property, value]) => value !== null && spec.properties[property] === undefined,
    );
    if (removed.length === 0) return spec;
    const inherited = Object.fromEntries(removed.map(([property]) => [property, null]));
    return { ...spec, properties: { ...inherited, ...spec.properties } };
  },
  async converge({ spec, live, drifts, context: { host } }) {
    if (live === undefined) {
      await host.shell.run(zfs.create(spec.name, present(spec.properties)));
      return;
    }
    const changes = Object.assign({}, ...drifts.map(changedMembers)) as DatasetSpec["properties"];
    for (const [property, value] of Object.entries(changes)) {
      if (value === null) await host.shell.run(zfs.inherit(spec.name, property));
    }
    const values = present(changes);
    if (Object.keys(values).length > 0) await host.shell.run(zfs.set(spec.name, values));
  },
};

function observed(live: DatasetProperties, property: string, want: string | null): string | null {
  const found = live[property];
  if (want === null) return found?.source === "local" ? found.value : null;
  // An unset user property prints as "-" with the source "-".
  if (found === undefined || (found.value === "-" && found.source === "-")) return null;
  return inWordsOf(want, property, found.value);
}

function refusal(spec: DatasetSpec, property: string, reason: string) {
  return [
    { property: `properties.${property}`, reason: `dataset ${spec.name}: ${property} ${reason}` },
  ];
}

function present(properties: DatasetSpec["properties"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
