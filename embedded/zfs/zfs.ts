import type { Json, ZfsModel } from "../contract";
import { ProgramError } from "../contract";
import type { FileTree } from "../files/file-tree";
import type { Mount } from "../files/mounted-files";
import type { CreateOptions } from "./dataset-create";
import { createDataset } from "./dataset-create";
import type { DestroyOptions } from "./dataset-destroy";
import { destroyDataset, destroySnapshots } from "./dataset-destroy";
import { inheritProperty, setProperties } from "./dataset-set";
import { loadKey, unloadKey } from "./encryption";
import type { MountHost } from "./mounts";
import { mount, mountTable, unmount } from "./mounts";
import { createPool, type PoolCreateOptions } from "./pool-create";
import { destroyPool, exportPool, importPool } from "./pool-lifecycle";
import { PropertyReader } from "./property-lookup";
import { cloneSnapshot, openDataset, promote, rename, rollbackTo, takeSnapshot } from "./snapshots";
import { SpaceBook } from "./space";
import type { DeviceTable } from "./vdev-spec";
import { stateFromJson, stateToJson } from "./zfs-json";
import { ZfsState } from "./zfs-state";

/** The ZFS of the embedded host: pools, datasets, snapshots and the files in them. */
export class Zfs implements ZfsModel {
  /** Directories to mount on and who is busy; set by whoever owns the host's files. */
  host: MountHost = detached;
  /** The disks and files that pools can be made of. */
  devices: DeviceTable = { find: () => undefined };

  /** The mount table is asked for at every look at a file, and changes seldom. */
  #mounts: { sequence: number; table: ReadonlyMap<string, Mount> } | undefined;

  constructor(readonly state = new ZfsState()) {}

  static fromJSON(json: Json): Zfs {
    return new Zfs(stateFromJson(json));
  }

  toJSON(): Json {
    return stateToJson(this.state);
  }

  exists(name: string): boolean {
    return new PropertyReader(this.state).find(name) !== undefined;
  }

  create(name: string, properties: Record<string, string> = {}): void {
    const { volsize, ...rest } = properties;
    const volume = volsize === undefined ? {} : { volumeSize: volsize };
    this.createWith(name, { properties: rest, ...volume });
  }

  /** `zfs create` with all its options. */
  createWith(name: string, options: CreateOptions): void {
    createDataset(this.state, this.host, name, options);
  }

  destroy(name: string, recursive = false): void {
    this.destroyWith(name, { recursive });
  }

  /** `zfs destroy` of a dataset with all its options. */
  destroyWith(name: string, options: DestroyOptions): void {
    destroyDataset(this.state, this.host, name, options);
  }

  snapshot(name: string, snapname: string): void {
    takeSnapshot(this.state, `${name}@${snapname}`);
  }

  destroySnapshot(name: string, snapname: string): void {
    destroySnapshots(this.state, name, snapname.split(","), {});
  }

  rollback(name: string, snapname: string): void {
    rollbackTo(this.state, `${name}@${snapname}`);
  }

  clone(source: string, target: string, properties: Record<string, string> = {}): void {
    cloneSnapshot(this.state, this.host, source, target, { properties });
  }

  promote(name: string): void {
    promote(this.state, name);
  }

  rename(from: string, to: string, options: { parents?: boolean } = {}): void {
    rename(this.state, this.host, from, to, options);
  }

  mount(name: string): void {
    mount(this.state, this.host, openDataset(this.state, name));
  }

  unmount(name: string): void {
    const dataset = openDataset(this.state, name);
    if (dataset.mounted === undefined) {
      throw new ProgramError(`cannot unmount '${name}': not currently mounted`, 1);
    }
    unmount(this.state, this.host, dataset);
  }

  /** `zfs load-key`, with the key as it is typed. */
  loadKey(name: string, typed: string, dry = false): void {
    loadKey(this.state, this.host, name, typed, dry);
  }

  /** `zfs unload-key`. */
  unloadKey(name: string): void {
    unloadKey(this.state, name);
  }

  snapshots(name: string): string[] {
    return this.state.dataset(name)?.snapshots.map((snapshot) => snapshot.name) ?? [];
  }

  get(name: string, property: string): string | undefined {
    const reader = new PropertyReader(this.state);
    const subject = reader.find(name);
    const value = subject && reader.read(subject, property).value;
    return value === "-" ? undefined : value;
  }

  set(name: string, properties: Record<string, string>): void {
    setProperties(this.state, this.host, name, properties);
  }

  inherit(
    name: string,
    property: string,
    options: { recursive?: boolean; received?: boolean } = {},
  ): void {
    inheritProperty(this.state, this.host, name, property, options);
  }

  children(name: string): string[] {
    return this.state.children(name).map((child) => child.name);
  }

  /** Of a snapshot a copy, so that nobody can change it. */
  tree(name: string): FileTree {
    const snapshot = this.state.snapshot(name);
    if (snapshot) return snapshot.tree.clone();
    return openDataset(this.state, name).tree;
  }

  poolFreeBytes(pool: string): number {
    const root = this.state.dataset(pool);
    return root ? new SpaceBook(this.state).of(root).available : 0;
  }

  /** `zpool create`. */
  createPool(name: string, words: readonly string[], options: PoolCreateOptions = {}): void {
    createPool(this.state, this.host, this.devices, name, words, options);
  }

  /** `zpool destroy`. */
  destroyPool(name: string): void {
    destroyPool(this.state, this.host, name);
  }

  /** `zpool export`. */
  exportPool(name: string): void {
    exportPool(this.state, this.host, name);
  }

  /** `zpool import [-N] POOL [NEWNAME]`. */
  importPool(name: string, options: { unmounted?: boolean; newName?: string } = {}): void {
    importPool(this.state, this.host, this.devices, name, options);
  }

  /** What is mounted where on the host. */
  mounts(): ReadonlyMap<string, Mount> {
    const sequence = this.state.mountSequence;
    if (this.#mounts?.sequence !== sequence) {
      this.#mounts = { sequence, table: mountTable(this.state) };
    }
    return this.#mounts.table;
  }
}

// A model without a host around it (a test, a state just read) has no directories to make.
const detached: MountHost = {
  makeDirectory: () => undefined,
  occupied: () => false,
  readFile: () => undefined,
  removeDirectory: () => undefined,
  busy: () => false,
};
