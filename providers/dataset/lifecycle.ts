import type { Shell } from "../../host/ssh";
import { zfs, type DatasetProperties } from "../../host/zfs";
import { changedMembers } from "../compare";
import type { Context, Lifecycle } from "../lifecycle";
import { clearArgv, observeProperty, present, withRemoved } from "../zfs-properties";
import { inWordsOf } from "../zfs-values";
import { isFixed, keyFile, refuseChanges, refuseKey } from "./refuse";
import { datasetSchema, type DatasetSpec } from "./schema";

const parts = ["datasets", "paths"] as const;

/** A dataset that exists is adopted; it holds data, so it is let go and never destroyed. */
export const datasetLifecycle: Lifecycle<DatasetSpec, DatasetProperties, (typeof parts)[number]> = {
  kind: "dataset",
  parts,
  schema: datasetSchema,
  id: (spec) => spec.name,
  paths(spec) {
    const file = keyFile(spec);
    return file === undefined ? [] : [file];
  },
  find: (inspection, spec) => inspection.datasets.get(spec.name),
  observe(live, spec) {
    const volsize = live["volsize"]?.value;
    const isVolume = volsize !== undefined;
    return {
      properties: Object.fromEntries(
        Object.entries(spec.properties).map(([property, want]) => [
          property,
          want === null && isFixed(property) ? null : observeProperty(live, property, want),
        ]),
      ),
      ...((isVolume || spec.volsize !== undefined) && {
        volsize: isVolume ? inWordsOf(spec.volsize, "volsize", volsize) : null,
      }),
      ...(spec.sparse === true && {
        sparse: isNothing(live["refreservation"]?.value) ? true : null,
      }),
      ...(spec.mounted === true && { mounted: live["mounted"]?.value === "yes" ? true : null }),
      ...(spec.key !== undefined && { key: live["keystatus"]?.value ?? "not encrypted" }),
    };
  },
  refuse: ({ spec, live, drifts, inspection, context }) => [
    ...(live === undefined ? [] : refuseChanges(spec, live, drifts)),
    ...refuseKey(spec, live, inspection.paths, context),
  ],
  withRemovals: (spec, olds) => ({
    ...spec,
    properties: withRemoved(spec.properties, olds["properties"]),
  }),
  async converge({ spec, live, drifts, context }) {
    const { shell } = context.host;
    if (live === undefined) {
      await shell.run(createArgv(spec), keyInput(spec, context));
      return;
    }
    const changed = new Set(drifts.map(({ property }) => property));
    if (changed.has("key"))
      await shell.run(["zfs", "load-key", spec.name], keyInput(spec, context));
    if (changed.has("volsize") && spec.volsize !== undefined) {
      await shell.run(zfs.set(spec.name, { volsize: spec.volsize }));
    }
    if (changed.has("sparse")) await shell.run(zfs.set(spec.name, { refreservation: "none" }));
    const changes = drifts
      .filter(({ property }) => property === "properties")
      .map((drift) => changedMembers(drift) as DatasetSpec["properties"]);
    for (const each of changes) await setProperties(shell, spec.name, each);
    // Another mount point mounts it as well.
    if (changed.has("mounted") && changes.every((each) => each["mountpoint"] === undefined)) {
      await shell.run(["zfs", "mount", spec.name]);
    }
  },
};

function createArgv({ name, properties, volsize, sparse }: DatasetSpec): string[] {
  const volume = volsize === undefined ? [] : [...(sparse === true ? ["-s"] : []), "-V", volsize];
  const [zfsCreate, rest] = [["zfs", "create"], zfs.create(name, present(properties)).slice(2)];
  return [...zfsCreate, ...volume, ...rest];
}

/** zfs reads a key that is asked for from its standard input: one line, once. */
function keyInput(spec: DatasetSpec, { datasetKeys }: Context): { stdin?: string } {
  const key = datasetKeys.get(spec.name);
  const isAsked = spec.key !== undefined && keyFile(spec) === undefined;
  return isAsked && key !== undefined ? { stdin: `${key}\n` } : {};
}

async function setProperties(
  shell: Shell,
  name: string,
  changes: DatasetSpec["properties"],
): Promise<void> {
  for (const [property, value] of Object.entries(changes)) {
    if (value === null) await shell.run(clearArgv(name, property));
  }
  const values = present(changes);
  if (Object.keys(values).length > 0) await shell.run(zfs.set(name, values));
}

function isNothing(reservation: string | undefined): boolean {
  return reservation === undefined || reservation === "0" || reservation === "none";
}
