import type { FileTree } from "../files/file-tree";
import { totalBytes } from "../files/nodes";
import { vdevSize, usableSize } from "./vdev-space";
import type { Dataset, Pool, Snapshot } from "./records";
import type { ZfsState } from "./zfs-state";
import { parentOf, poolOf } from "./zfs-state";

/** Space of one dataset in bytes, as the statistics of zfsprops(7) name it. */
export interface Space {
  readonly used: number;
  readonly available: number;
  readonly referenced: number;
  readonly usedbydataset: number;
  readonly usedbysnapshots: number;
  readonly usedbychildren: number;
  readonly usedbyrefreservation: number;
}

/** Space of a pool in bytes; `size` and `allocated` are raw, parity included, as zpool(8) counts. */
export interface PoolSpace {
  readonly size: number;
  readonly allocated: number;
  readonly free: number;
}

/**
 * Where the bytes are. Content counts as its real size and every dataset has its metadata; nothing is
 * compressed, so that figures only depend on what is there.
 */
export class SpaceBook {
  readonly #used = new Map<string, number>();
  readonly #spaces = new Map<Dataset, Space>();
  readonly #content = new Map<FileTree, number>();
  #below: ReadonlyMap<string, readonly Dataset[]> | undefined;

  constructor(private readonly state: ZfsState) {}

  of(dataset: Dataset): Space {
    const known = this.#spaces.get(dataset);
    if (known) return known;
    const space = this.#count(dataset);
    this.#spaces.set(dataset, space);
    return space;
  }

  #count(dataset: Dataset): Space {
    const referenced = this.referenced(dataset);
    const usedbydataset = this.#own(dataset);
    const usedbysnapshots = this.#snapshots(dataset);
    const usedbychildren = this.#children(dataset.name);
    const reserved = Number(dataset.properties.get("refreservation") ?? 0);
    const usedbyrefreservation = Math.max(0, reserved - usedbydataset);
    const used = usedbydataset + usedbysnapshots + usedbychildren + usedbyrefreservation;
    const available = this.#available(dataset) + usedbyrefreservation;
    const parts = { usedbydataset, usedbysnapshots, usedbychildren, usedbyrefreservation };
    return { used, available, referenced, ...parts };
  }

  ofSnapshot(dataset: Dataset, snapshot: Snapshot): { used: number; referenced: number } {
    const referenced = this.#metadata(dataset.name) + this.#bytes(snapshot.tree);
    return { used: this.#unique(dataset, snapshot), referenced };
  }

  ofPool(pool: Pool): PoolSpace {
    const tops = [...pool.vdevs.normal, ...pool.vdevs.special, ...pool.vdevs.dedup];
    const size = tops.reduce((sum, vdev) => sum + vdevSize(vdev), 0);
    const allocated = Math.min(size, this.#usedOf(pool.name) + 16384);
    return { size, allocated, free: size - allocated };
  }

  #usedOf(name: string): number {
    const known = this.#used.get(name);
    if (known !== undefined) return known;
    const dataset = this.state.datasets.get(name);
    if (!dataset) return 0;
    const own = this.#own(dataset);
    const reserved = Number(dataset.properties.get("refreservation") ?? 0);
    const used = Math.max(own, reserved) + this.#snapshots(dataset) + this.#children(name);
    this.#used.set(name, used);
    return used;
  }

  #children(name: string): number {
    this.#below ??= byParent(this.state.datasets.values());
    let sum = 0;
    for (const child of this.#below.get(name) ?? []) {
      sum += Math.max(this.#usedOf(child.name), Number(child.properties.get("reservation") ?? 0));
    }
    return sum;
  }

  /** What it holds, alone or together with others. */
  referenced(dataset: Dataset): number {
    if (dataset.type === "volume") return 57344;
    return this.#metadata(dataset.name) + this.#bytes(dataset.tree);
  }

  /** A clone only pays for what its origin does not hold. */
  #own(dataset: Dataset): number {
    const [source = ""] = dataset.origin?.split("@") ?? [];
    const snapshot = dataset.origin ? this.state.snapshot(dataset.origin) : undefined;
    const shared = snapshot ? this.#metadata(source) + this.#bytes(snapshot.tree) : 0;
    return Math.max(0, this.referenced(dataset) - shared);
  }

  #snapshots(dataset: Dataset): number {
    return dataset.snapshots.reduce((sum, each) => sum + this.#unique(dataset, each), 0);
  }

  /** What only this snapshot holds: what it has more than its successor. */
  #unique(dataset: Dataset, snapshot: Snapshot): number {
    const next = dataset.snapshots[dataset.snapshots.indexOf(snapshot) + 1]?.tree ?? dataset.tree;
    if (next.root === snapshot.tree.root) return 0;
    return Math.max(0, this.#bytes(snapshot.tree) - this.#bytes(next));
  }

  #bytes(tree: FileTree): number {
    const known = this.#content.get(tree);
    if (known !== undefined) return known;
    const bytes = totalBytes(tree.root);
    this.#content.set(tree, bytes);
    return bytes;
  }

  #metadata(name: string): number {
    const ashift = Number(this.state.pools.get(poolOf(name))?.properties.get("ashift") ?? 0);
    return ashift >= 12 ? 98304 : 24576;
  }

  /** Free space under every quota and beside every reservation on the way to the pool. */
  #available(dataset: Dataset): number {
    const used = this.#usedOf(dataset.name);
    const quota = Number(dataset.properties.get("quota") ?? 0);
    const refquota = Number(dataset.properties.get("refquota") ?? 0);
    const reservation = Number(dataset.properties.get("reservation") ?? 0);
    const parent = this.state.datasets.get(parentOf(dataset.name));
    let available = parent ? this.#available(parent) : this.#poolAvailable(dataset.name);
    available += Math.max(0, reservation - used);
    if (quota > 0) available = Math.min(available, quota - used);
    if (refquota > 0) available = Math.min(available, refquota - this.referenced(dataset));
    return Math.max(0, available);
  }

  #poolAvailable(name: string): number {
    const pool = this.state.pools.get(name);
    const usable = pool ? usableSize([...pool.vdevs.normal, ...pool.vdevs.special]) : 0;
    return Math.max(0, usable - this.#usedOf(name));
  }
}

function byParent(datasets: Iterable<Dataset>): ReadonlyMap<string, readonly Dataset[]> {
  const all = new Map<string, Dataset[]>();
  for (const dataset of datasets) {
    const parent = parentOf(dataset.name);
    const siblings = all.get(parent);
    if (siblings === undefined) all.set(parent, [dataset]);
    else siblings.push(dataset);
  }
  return all;
}
