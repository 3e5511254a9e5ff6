import type { FileTree } from "../files/file-tree";

/** A member of a pool's topology. */
export interface Vdev {
  /** `disk`, `file`, or the redundancy of a group as zpool(8) names it: `mirror`, `raidz1` … */
  readonly type: string;
  readonly guid: string;
  /** As it was given: a path under /dev or of a file; absent for a group. */
  readonly path?: string;
  /** What `path` leads to, which tells whether a device is in use under another name. */
  readonly device?: string;
  /** True where zpool partitioned a whole disk. */
  readonly wholeDisk?: boolean;
  /** Bytes of the device; 0 for a group. */
  readonly size: number;
  /** Of a top-level vdev of data: its number in the pool, which its name ends with. */
  readonly id?: number;
  state: "ONLINE" | "OFFLINE" | "UNAVAIL" | "DEGRADED" | "FAULTED";
  readonly children: readonly Vdev[];
}

/** What top-level vdevs are for. */
export type VdevClass = "normal" | "special" | "dedup" | "logs" | "cache" | "spares";

/** Top-level vdevs by class, as `zpool create` and `zpool add` spell them. */
export type Topology = Record<VdevClass, Vdev[]>;

/** A pool, imported or (with `exported`) only on its disks. */
export interface Pool {
  name: string;
  readonly guid: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly vdevs: Record<VdevClass, Vdev[]>;
  /** Pool properties that were set, user properties among them. */
  readonly properties: Map<string, string>;
  /** `zpool history` lines. */
  readonly history: string[];
  exported: boolean;
  /** The last scrub or resilver. */
  scan?: { readonly kind: "scrub" | "resilver"; readonly bytes: number; readonly ended: number };
  /** The last top-level vdev that was removed, by its number; `ended` in seconds since the epoch. */
  removal?: { readonly vdev: number; readonly bytes: number; readonly ended: number };
}

/** A snapshot; it belongs to its dataset, in the order of creation. */
export interface Snapshot {
  name: string;
  readonly guid: string;
  readonly createtxg: number;
  /** Seconds since the epoch. */
  readonly created: number;
  /** User properties set on the snapshot itself. */
  readonly properties: Map<string, string>;
  /** What the filesystem held; of a volume an empty tree. */
  readonly tree: FileTree;
  /** Bytes; the size of a volume at that time. */
  readonly volsize: number;
  readonly holds: Map<string, number>;
  deferDestroy: boolean;
}

/** A filesystem or volume. */
export interface Dataset {
  name: string;
  readonly type: "filesystem" | "volume";
  readonly guid: string;
  readonly createtxg: number;
  readonly objsetid: number;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Set here; null where `zfs inherit` hides a received value. */
  readonly properties: Map<string, string | null>;
  readonly received: Map<string, string>;
  /** dataset@snapshot it was cloned from. */
  origin?: string;
  /** Of an encryption root: what its key is known by, and whether it is loaded. */
  key?: { readonly sha256: string; loaded: boolean };
  /** Position in the order of mounting, or undefined while it is not mounted. */
  mounted?: number;
  readonly tree: FileTree;
  snapshots: Snapshot[];
}
