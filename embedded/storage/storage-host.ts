import type { MountedFiles, Mount } from "../files/mounted-files";
import type { FileTree } from "../files/file-tree";
import type { Zfs } from "../zfs/zfs";

/** What storages need of the node they are on. */
export interface StorageHost {
  readonly files: MountedFiles;
  readonly zfs: Zfs;
  /** The file systems inside raw images, by the image's path. */
  readonly images: Map<string, FileTree>;
  /** A directory of the node as something that can be mounted elsewhere. */
  bind(path: string): Mount;
  /** True where every allocation is to fail for want of space. */
  isFull(storage: string): boolean;
  /** Bytes of the file system that a path is on. */
  space(path: string): Space;
}

/** Bytes. */
export interface Space {
  readonly total: number;
  readonly used: number;
  readonly avail: number;
}
