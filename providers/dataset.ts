import { z } from "zod";
import { zfs, type DatasetProperties } from "../host/zfs";
import { changedMembers, show } from "./compare";
import type { Lifecycle } from "./lifecycle";
import { datasetName, nullableProperties } from "./shapes";
import { clearArgv, observeProperty, present, withRemoved } from "./zfs-properties";
import { parseBytes } from "./zfs-values";

/** A ZFS filesystem below a pool (zfs(8)). */
const datasetSchema = z.strictObject({
  name: datasetName,
  /** Properties and user properties by name; null for one that shall be inherited again. */
  properties: nullableProperties,
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
        observeProperty(live, property, want),
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
  withRemovals: (spec, olds) => ({
    ...spec,
    properties: withRemoved(spec.properties, olds["properties"]),
  }),
  async converge({ spec, live, drifts, context: { host } }) {
    if (live === undefined) {
      await host.shell.run(zfs.create(spec.name, present(spec.properties)));
      return;
    }
    const changes = Object.assign({}, ...drifts.map(changedMembers)) as DatasetSpec["properties"];
    for (const [property, value] of Object.entries(changes)) {
      if (value === null) await host.shell.run(clearArgv(spec.name, property));
    }
    const values = present(changes);
    if (Object.keys(values).length > 0) await host.shell.run(zfs.set(spec.name, values));
  },
};

function refusal(spec: DatasetSpec, property: string, reason: string) {
  return [
    { property: `properties.${property}`, reason: `dataset ${spec.name}: ${property} ${reason}` },
  ];
}
