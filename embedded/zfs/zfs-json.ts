import type { Json } from "../contract";
import { FileTree } from "../files/file-tree";
import { TreeArchive, openArchive } from "../files/tree-archive";
import type { Dataset, Pool, Snapshot } from "./records";
import { ZfsState } from "./zfs-state";

/** All pools, datasets, snapshots and their files, shared files stored once. */
export function stateToJson(state: ZfsState): Json {
  const archive = new TreeArchive();
  const datasets = [...state.datasets.values()].map((each) => datasetToJson(each, archive));
  const pools = [...state.pools.values()].map(poolToJson);
  const { txg, mountSequence } = state;
  return { txg, mountSequence, pools, datasets, files: archive.toJSON() };
}

/** Reads what stateToJson wrote. */
export function stateFromJson(json: Json): ZfsState {
  // The only writer of this value is stateToJson, so that its shape is taken on trust.
  const stored = json as unknown as StoredState;
  const state = new ZfsState();
  state.txg = stored.txg;
  state.mountSequence = stored.mountSequence;
  const root = openArchive(stored.files);
  for (const pool of stored.pools) {
    const properties = new Map(Object.entries(pool.properties));
    state.pools.set(pool.name, { ...pool, properties });
  }
  for (const { tree, snapshots, properties, received, ...rest } of stored.datasets) {
    state.datasets.set(rest.name, {
      ...rest,
      properties: new Map(Object.entries(properties)),
      received: new Map(Object.entries(received)),
      tree: new FileTree(root(tree)),
      snapshots: snapshots.map((snapshot) => ({
        ...snapshot,
        properties: new Map(Object.entries(snapshot.properties)),
        holds: new Map(Object.entries(snapshot.holds)),
        tree: new FileTree(root(snapshot.tree)),
      })),
    });
  }
  return state;
}

type Stored<T, Maps extends keyof T> = Omit<T, Maps | "tree" | "snapshots">;

interface StoredState {
  txg: number;
  mountSequence: number;
  files: Json;
  pools: (Stored<Pool, "properties"> & { properties: Record<string, string> })[];
  datasets: (Stored<Dataset, "properties" | "received"> & {
    tree: number;
    properties: Record<string, string | null>;
    received: Record<string, string>;
    snapshots: (Stored<Snapshot, "properties" | "holds"> & {
      tree: number;
      properties: Record<string, string>;
      holds: Record<string, number>;
    })[];
  })[];
}

function poolToJson(pool: Pool): Json {
  return plain({ ...pool, properties: Object.fromEntries(pool.properties) });
}

function datasetToJson(dataset: Dataset, archive: TreeArchive): Json {
  const snapshots = dataset.snapshots.map((snapshot) => ({
    ...snapshot,
    properties: Object.fromEntries(snapshot.properties),
    holds: Object.fromEntries(snapshot.holds),
    tree: archive.add(snapshot.tree.root),
  }));
  return plain({
    ...dataset,
    properties: Object.fromEntries(dataset.properties),
    received: Object.fromEntries(dataset.received),
    tree: archive.add(dataset.tree.root),
    snapshots,
  });
}

function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
