import { randomBytes } from "node:crypto";
import type { Dataset, Pool, Snapshot } from "./records";

/** Everything ZFS knows of this host; the operations on it live in files of their own. */
export class ZfsState {
  readonly pools = new Map<string, Pool>();
  readonly datasets = new Map<string, Dataset>();
  /** Transaction group: grows with every change. */
  txg = 4;
  mountSequence = 0;

  /** Imported pools by name. */
  imported(): Pool[] {
    return [...this.pools.values()].filter((pool) => !pool.exported).sort(byName);
  }

  /** An imported pool. */
  pool(name: string): Pool | undefined {
    const pool = this.pools.get(name);
    return pool?.exported ? undefined : pool;
  }

  /** A dataset of an imported pool. */
  dataset(name: string): Dataset | undefined {
    return this.pool(poolOf(name)) && this.datasets.get(name);
  }

  /** A snapshot by its full name. */
  snapshot(name: string): Snapshot | undefined {
    const [dataset = "", snapname] = name.split("@");
    return this.dataset(dataset)?.snapshots.find((snapshot) => snapshot.name === snapname);
  }

  /** Direct children, by name. */
  children(name: string): Dataset[] {
    return this.descendants(name).filter((child) => parentOf(child.name) === name);
  }

  /** All datasets below one, by name. */
  descendants(name: string): Dataset[] {
    const prefix = `${name}/`;
    return [...this.datasets.values()].filter((each) => each.name.startsWith(prefix)).sort(byName);
  }

  /** Datasets cloned from a snapshot, by name. */
  clonesOf(snapshot: string): Dataset[] {
    return [...this.datasets.values()].filter((each) => each.origin === snapshot).sort(byName);
  }

  nextTxg(): number {
    return (this.txg += 2);
  }
}

/** The pool's name in a dataset's or snapshot's. */
export function poolOf(name: string): string {
  return name.split(/[/@]/, 1)[0] ?? name;
}

/** The parent dataset's name; empty for a pool's root. */
export function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")));
}

/** A 64-bit identity as ZFS prints it. */
export function newGuid(): string {
  return randomBytes(8).readBigUInt64BE().toString();
}

/** Seconds since the epoch. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Plain byte order, as `zfs list` sorts. */
function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
