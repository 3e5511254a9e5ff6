import { ProgramError } from "../contract";
import { failure, newDataset, storedProperties } from "./dataset-create";
import { poolNameProblem } from "./dataset-name";
import type { MountHost } from "./mounts";
import { mountIfWanted } from "./mounts";
import type { Topology } from "./records";
import { checkCreateProperty, poolPropertyProblem } from "./pool-properties";
import { findProperty, isUserProperty } from "./property-table";
import type { DeviceTable } from "./vdev-spec";
import { checkSizes, checkTopology, leavesOf, parseTopology } from "./vdev-spec";
import type { ZfsState } from "./zfs-state";
import { newGuid, now } from "./zfs-state";

/** Options of `zpool create`. */
export interface PoolCreateOptions {
  /** `-o`. */
  readonly pool?: Readonly<Record<string, string>>;
  /** `-O`. */
  readonly filesystem?: Readonly<Record<string, string>>;
  /** `-m`. */
  readonly mountpoint?: string;
  /** `-f`. */
  readonly force?: boolean;
}

/** `zpool create`: everything it refuses, it refuses before anything exists. */
export function createPool(
  state: ZfsState,
  host: MountHost,
  devices: DeviceTable,
  name: string,
  words: readonly string[],
  options: PoolCreateOptions,
): void {
  const topology = checkPool(state, devices, name, words, options);
  const fail = failure(`cannot create '${name}': `);
  const mountpoint = options.mountpoint ?? options.filesystem?.["mountpoint"];
  const wanted = { ...options.filesystem, ...(mountpoint !== undefined && { mountpoint }) };
  const properties = storedProperties("filesystem", wanted, fail);
  if (state.pools.get(name)?.exported === false) throw fail("pool already exists");
  const point = properties.get("mountpoint") ?? `/${name}`;
  if (point.startsWith("/") && host.occupied(point)) {
    const hint = "use '-m' option to provide a different default";
    throw new ProgramError(`mountpoint '${point}' exists and is not empty\n${hint}`, 1);
  }
  claimDevices(state, topology);
  labelDevices(devices, name, topology);
  state.pools.set(name, {
    name,
    guid: newGuid(),
    created: now(),
    vdevs: topology,
    properties: new Map(Object.entries(options.pool ?? {})),
    history: [],
    exported: false,
  });
  const root = newDataset(state, name, "filesystem", properties);
  state.datasets.set(name, root);
  mountIfWanted(state, host, root);
}

/** What `zpool create -n` checks: the command line and the devices. */
export function checkPool(
  state: ZfsState,
  devices: DeviceTable,
  name: string,
  words: readonly string[],
  options: PoolCreateOptions,
): Topology {
  for (const [property, value] of Object.entries(options.pool ?? {})) {
    checkCreateProperty(property, value);
  }
  for (const property of Object.keys(options.filesystem ?? {})) {
    if (findProperty(property) || isUserProperty(property)) continue;
    throw new ProgramError(`property '${property}' is not a valid filesystem property`, 1);
  }
  const problem = poolNameProblem(name);
  if (problem !== undefined) {
    const hint = "pool name may have been omitted";
    throw new ProgramError(`cannot create '${name}': ${problem}\n${hint}`, 1);
  }
  const topology = parseTopology(words, devices);
  checkTopology(topology, state.pools.values(), { force: options.force ?? false, devices });
  checkSizes(topology, name);
  for (const [property, value] of Object.entries(options.pool ?? {})) {
    const refused = poolPropertyProblem(property, value);
    if (refused !== undefined) throw new ProgramError(`cannot create '${name}': ${refused}`, 1);
  }
  return topology;
}

/** Writes the pool's label on all its whole disks. */
export function labelDevices(devices: DeviceTable, name: string, topology: Topology): void {
  for (const { device, wholeDisk } of Object.values(topology).flat().flatMap(leavesOf)) {
    if (wholeDisk === true && device !== undefined) devices.label?.(device, name);
  }
}

/** Exported pools whose devices are taken are gone for good. */
function claimDevices(state: ZfsState, topology: Topology): void {
  const taken = new Set(
    Object.values(topology)
      .flat()
      .flatMap((vdev) => [vdev, ...vdev.children])
      .map((vdev) => vdev.device),
  );
  for (const pool of [...state.pools.values()]) {
    const members = Object.values(pool.vdevs).flat();
    const lost = members
      .flatMap((vdev) => [vdev, ...vdev.children])
      .some((vdev) => vdev.device !== undefined && taken.has(vdev.device));
    if (!pool.exported || !lost) continue;
    state.pools.delete(pool.name);
    for (const dataset of state.datasets.keys()) {
      if (dataset === pool.name || dataset.startsWith(`${pool.name}/`)) {
        state.datasets.delete(dataset);
      }
    }
  }
}
