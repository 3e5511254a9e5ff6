import type { FileTree } from "../files/file-tree";
import type { Mount } from "../files/mounted-files";
import type { Space } from "./storage-host";

/** What volumes hold. */
export const volumeContents = [
  "images",
  "rootdir",
  "vztmpl",
  "iso",
  "backup",
  "snippets",
  "import",
] as const;

export type VolumeContent = (typeof volumeContents)[number];

/** A volume's name within its storage, read. */
export interface VolumeName {
  readonly content: VolumeContent;
  /** The last component. */
  readonly name: string;
  readonly format: string;
  readonly vmid?: number;
  /** The base volume that a linked clone stands on, as its name is within the storage. */
  readonly base?: string;
  /** A template's volume, which is never written again. */
  readonly isBase: boolean;
}

/** A volume as GET …/content lists it. */
export interface VolumeInfo {
  readonly volname: string;
  readonly content: VolumeContent;
  readonly format: string;
  /** Bytes. */
  readonly size: number;
  readonly used?: number;
  readonly vmid?: number;
  /** Seconds since the epoch. */
  readonly ctime?: number;
  readonly name?: string;
  /** The base volume or snapshot of a linked clone; null where the volume has none. */
  readonly parent?: string | null;
}

/** An `overlay` is a linked clone that may be of another format, which the images of virtual machines can have. */
export type VolumeFeature = "snapshot" | "clone" | "overlay" | "copy" | "template" | "rename";

/** One storage of a type: what PVE::Storage::Plugin is to the storages' users. */
export interface StorageBackend {
  parse(volname: string): VolumeName;
  /** Where the volume is on the node. */
  path(volname: string): string;
  /** Refuses with PVE's words where the storage cannot be used; `warn` hears of what was tried before. */
  activate(warn?: (text: string) => void): void;
  space(): Space;
  list(): VolumeInfo[];
  /** Makes an empty volume for a guest and returns its name; `bytes` 0 is a directory without a limit. */
  allocate(vmid: number, bytes: number): string;
  /** Makes a volume of a given name; what `pvesm alloc` does. */
  allocateNamed(vmid: number, name: string, bytes: number): string;
  /** A volume that is gone already is no error. */
  free(volname: string): void;
  size(volname: string): number;
  resize(volname: string, bytes: number): void;
  has(feature: VolumeFeature, volname: string, snapname?: string): boolean;
  snapshot(volname: string, snapname: string): void;
  deleteSnapshot(volname: string, snapname: string): void;
  /** Refuses a rollback that the storage cannot do. */
  checkRollback(volname: string, snapname: string): void;
  rollback(volname: string, snapname: string): void;
  /** A linked clone of a base volume for another guest. */
  clone(volname: string, vmid: number): string;
  /** Turns a volume into a base volume and returns its new name. */
  makeBase(volname: string): string;
  /** Gives a volume to another guest, with a new name of that guest's, which it returns. */
  rename(volname: string, vmid: number): string;
  /** The content, to be mounted. */
  mount(volname: string): Mount;
  /** A copy of the content, of a snapshot's where one is named. */
  contents(volname: string, snapname?: string): FileTree;
  fill(volname: string, content: FileTree): void;
}

/** The next free disk name of a guest: `PREFIX-VMID-disk-N`. */
export function nextDiskNumber(names: readonly string[], vmid: number): number {
  const pattern = new RegExp(`(?:vm|base|subvol|basevol)-${vmid}-disk-(\\d+)`);
  const taken = new Set(names.map((name) => Number(pattern.exec(name)?.[1] ?? -1)));
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}
