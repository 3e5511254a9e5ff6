import { ProgramError } from "../contract";
import { FileTree } from "../files/file-tree";
import { nameProblem } from "./dataset-name";
import { newKey } from "./encryption";
import type { MountHost } from "./mounts";
import { mountIfWanted } from "./mounts";
import { PropertyError, storedValue } from "./property-value";
import type { Dataset } from "./records";
import { parseSize } from "./sizes";
import { SpaceBook } from "./space";
import type { ZfsState } from "./zfs-state";
import { newGuid, now, parentOf, poolOf } from "./zfs-state";

/** Options of `zfs create`. */
export interface CreateOptions {
  readonly properties: Readonly<Record<string, string>>;
  /** `-p`: makes missing parents, and an existing dataset is fine. */
  readonly parents?: boolean;
  /** `-V SIZE`: a volume. */
  readonly volumeSize?: string;
  /** `-s`: a volume without reservation. */
  readonly sparse?: boolean;
  /** `-u`: not mounted. */
  readonly unmounted?: boolean;
  /** What is typed where the key of an encrypted dataset is asked for. */
  readonly passphrase?: string;
}

/** `zfs create NAME`. */
export function createDataset(
  state: ZfsState,
  host: MountHost,
  name: string,
  options: CreateOptions,
): void {
  const fail = failure(`cannot create '${name}': `);
  const problem = nameProblem(name, "dataset");
  if (problem) throw fail(problem);
  if (!state.pool(poolOf(name))) throw fail(`no such pool '${poolOf(name)}'`);
  if (state.pool(poolOf(name))?.properties.get("readonly") === "on")
    throw fail("pool is read-only");
  const kind = options.volumeSize === undefined ? "filesystem" : "volume";
  const properties = storedProperties(kind, options.properties, fail);
  if (state.datasets.has(name)) {
    if (options.parents) return;
    throw fail("dataset already exists");
  }
  requireParents(state, host, name, options.parents ?? false, fail);
  const key = properties.has("encryption")
    ? newKey(host, properties, options.passphrase ?? "", fail)
    : undefined;
  const dataset = newDataset(state, name, kind, properties);
  if (key) dataset.key = key;
  if (kind === "volume") addVolumeProperties(state, dataset, options, fail);
  state.datasets.set(name, dataset);
  requireSpace(state, dataset, fail);
  if (!options.unmounted) mountIfWanted(state, host, dataset);
}

/** A dataset record with fresh identity; not in the state yet. */
export function newDataset(
  state: ZfsState,
  name: string,
  type: Dataset["type"],
  properties: Map<string, string>,
  tree = new FileTree(),
): Dataset {
  return {
    name,
    type,
    guid: newGuid(),
    createtxg: state.nextTxg(),
    objsetid: state.txg + 26,
    created: now(),
    properties: new Map(properties),
    received: new Map(),
    tree,
    snapshots: [],
  };
}

/** Properties of a command line in stored form; a refused one fails in the words of the command. */
export function storedProperties(
  kind: Dataset["type"],
  properties: Readonly<Record<string, string>>,
  fail: (why: string) => ProgramError,
): Map<string, string> {
  const stored = new Map<string, string>();
  for (const [name, value] of Object.entries(properties)) {
    try {
      stored.set(name, storedValue(kind, name, value, "create"));
    } catch (error) {
      if (error instanceof PropertyError) throw fail(error.message);
      throw error;
    }
  }
  return stored;
}

/** Makes errors that begin with the same words and end with exit code 1. */
export function failure(prefix: string): (why: string) => ProgramError {
  return (why) => new ProgramError(`${prefix}${why}`, 1);
}

/** Fails, or with `make` creates them, where datasets above a name are missing. */
export function requireParents(
  state: ZfsState,
  host: MountHost,
  name: string,
  make: boolean,
  fail: (why: string) => ProgramError,
): void {
  const parent = parentOf(name);
  if (state.datasets.has(parent)) {
    if (state.datasets.get(parent)?.type === "volume") throw fail("parent is not a filesystem");
    return;
  }
  if (!make) throw fail("parent does not exist");
  createDataset(state, host, parent, { properties: {}, parents: true });
}

function addVolumeProperties(
  state: ZfsState,
  dataset: Dataset,
  options: CreateOptions,
  fail: (why: string) => ProgramError,
): void {
  const size = parseSize(options.volumeSize ?? "");
  if (size === undefined) throw fail(`bad volume size '${options.volumeSize ?? ""}'`);
  const block = Number(dataset.properties.get("volblocksize") ?? 16384);
  if (size % block !== 0) throw fail("volume size must be a multiple of volume block size");
  dataset.properties.set("volsize", size.toString());
  if (!options.sparse && !dataset.properties.has("refreservation")) {
    dataset.properties.set("refreservation", reservationOf(size, block).toString());
  }
  const parent = state.datasets.get(parentOf(dataset.name));
  const available = parent ? new SpaceBook(state).of(parent).available : 0;
  if (Number(dataset.properties.get("refreservation") ?? 0) > available) throw fail("out of space");
}

/** The size and the indirect blocks it can need: zvol_volsize_to_reservation of libzfs. */
export function reservationOf(size: number, block: number): number {
  let levels = 7;
  let blocks = Math.ceil(size / block);
  while (blocks > 1) {
    blocks = Math.ceil(blocks / 1024);
    levels += blocks;
  }
  return size + levels * 2 * 131072;
}

function requireSpace(
  state: ZfsState,
  dataset: Dataset,
  fail: (why: string) => ProgramError,
): void {
  const parent = state.datasets.get(parentOf(dataset.name));
  const reservation = Number(dataset.properties.get("reservation") ?? 0);
  if (!parent || reservation === 0) return;
  const space = new SpaceBook(state).of(parent);
  if (space.available < 0 || reservation > space.available + reservation) {
    state.datasets.delete(dataset.name);
    throw fail("size is greater than available space");
  }
}
