import type { Pool } from "../../host/inspection";
import type { Shell } from "../../host/ssh";
import { zfs } from "../../host/zfs";
import { changedMembers } from "../compare";
import type { Drift, Lifecycle } from "../lifecycle";
import { clearArgv, present, withRemoved } from "../zfs-properties";
import { growthOf, vdevWords } from "./growth";
import { liveLayout, observeLayout } from "./layout";
import { observePoolProperties, observeRootProperties, poolPropertyValue } from "./properties";
import { refuseCreation, refuseLayout } from "./refuse";
import { declaredVdevs, layoutFields, noLayout, poolSchema, type PoolSpec } from "./schema";

const parts = ["pools", "datasets", "disks", "blockDevices"] as const;

/** A pool that exists is adopted when it stands on the declared disks; it is never made anew or destroyed. */
export const poolLifecycle: Lifecycle<PoolSpec, Pool, (typeof parts)[number]> = {
  kind: "pool",
  parts,
  schema: poolSchema,
  id: (spec) => spec.name,
  find: (inspection, spec) => inspection.pools.get(spec.name),
  observe: (live, spec, inspection) => ({
    // While a disk is being replaced, which ones the pool has is no question.
    ...(isSettled(live) && observeLayout(live, { ...noLayout, ...spec }, inspection)),
    properties: observePoolProperties(live, spec.properties),
    filesystemProperties: observeRootProperties(inspection, spec),
  }),
  remark(live) {
    if (live.state === "ONLINE" && live.problems.length === 0) return undefined;
    const why = live.problems.length === 0 ? "" : `: ${live.problems.join("; ")}`;
    return (
      `it is ${live.state}${why}. Look at zpool status ${live.name}; ` +
      "Phoenix replaces no disk and clears no error"
    );
  },
  refuse: ({ spec, live, drifts, inspection }) =>
    live === undefined
      ? refuseCreation(spec, inspection)
      : refuseLayout(spec, live, drifts, inspection),
  withRemovals: (spec, olds) => ({
    ...spec,
    properties: withRemoved(spec.properties, olds["properties"]),
    filesystemProperties: withRemoved(spec.filesystemProperties, olds["filesystemProperties"]),
  }),
  async converge({ spec, live, drifts, inspection, context: { host } }) {
    if (live === undefined) {
      await host.shell.run(createArgv(spec));
      return;
    }
    for (const argv of growthOf(spec, liveLayout(live, spec, inspection)).commands) {
      if (isSettled(live)) await host.shell.run(argv);
    }
    for (const drift of drifts) await setProperties(host.shell, spec, drift);
  },
};

/** False while a disk is being replaced, and where zpool cannot tell which disk it misses. */
function isSettled({ isChanging, vdevs, special }: Pool): boolean {
  const leaves = [...vdevs, ...Object.values(special).flat()].flatMap(({ disks }) => disks);
  return !isChanging && leaves.every(({ path }) => path.startsWith("/"));
}

/** Without -f, so that zpool itself refuses a disk that carries anything. */
function createArgv(spec: PoolSpec): string[] {
  const pairs = (option: string, properties: PoolSpec["properties"]) =>
    Object.entries(present(properties)).flatMap(([key, value]) => [option, `${key}=${value}`]);
  return [
    "zpool",
    "create",
    ...pairs("-o", spec.properties),
    ...pairs("-O", spec.filesystemProperties),
    spec.name,
    ...layoutFields.flatMap((field) =>
      declaredVdevs(spec, field).flatMap((vdev) => vdevWords(field, vdev)),
    ),
  ];
}

async function setProperties(shell: Shell, { name }: PoolSpec, drift: Drift): Promise<void> {
  for (const [key, value] of Object.entries(changedMembers(drift))) {
    const wanted = value as string | null;
    if (drift.property === "properties") {
      await shell.run(["zpool", "set", `${key}=${poolPropertyValue(key, wanted)}`, name]);
    } else if (drift.property === "filesystemProperties") {
      await shell.run(wanted === null ? clearArgv(name, key) : zfs.set(name, { [key]: wanted }));
    }
  }
}
