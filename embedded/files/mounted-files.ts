import { randomBytes } from "node:crypto";
import type { FileAttributes, FileStat, Files } from "../contract";
import { FileError } from "./file-error";
import type { DeviceNode, DirectoryNode, FileNode, Node, NodeTree } from "./nodes";
import { nodeSize } from "./nodes";
import { baseName, joinPath, normalizePath, parentPath, splitPath } from "./paths";

/** What is seen at a mount point: a tree, or with `path` a directory of one (a bind mount). */
export interface Mount {
  readonly tree: NodeTree;
  readonly path?: string;
  /** Refuses writes, as `ro=1` of a mount point does. */
  readonly readonly?: boolean;
}

/** Mounts by mount point, as far as a view asks. */
export interface MountTable {
  get(path: string): Mount | undefined;
  keys(): Iterable<string>;
}

/** Where a path leads once symlinks and mounts are followed. */
interface Place {
  /** As the viewer sees it. */
  readonly path: string;
  readonly tree: NodeTree;
  /** As the tree sees it. */
  readonly inner: string;
  readonly readonly: boolean;
  readonly node: Node | undefined;
}

/**
 * What a host or a guest sees: a root tree with others mounted in it. `mounts` is asked at every operation, so
 * that mounting needs no notice; keys are normalised paths without symlinks.
 */
export class MountedFiles implements Files {
  constructor(
    private readonly root: NodeTree,
    private readonly mounts: () => MountTable = noMounts,
  ) {}

  /** The same view with more mounted in it, which hides what was mounted there. */
  withMounts(extra: ReadonlyMap<string, Mount>): MountedFiles {
    // A view of the same rules.
    const View = this.constructor as typeof MountedFiles;
    return new View(this.root, () => {
      const below = this.mounts();
      return {
        get: (path) => extra.get(path) ?? below.get(path),
        keys: () => [...extra.keys(), ...below.keys()],
      };
    });
  }

  /** Every mount point but the root. */
  mountPoints(): string[] {
    return [...this.mounts().keys()];
  }

  exists(path: string): boolean {
    return this.#locate(path, true)?.node !== undefined;
  }

  stat(path: string): FileStat | undefined {
    return statOf(this.#locate(path, true)?.node);
  }

  /** Like stat, of a symlink itself. */
  lstat(path: string): FileStat | undefined {
    return statOf(this.#locate(path, false)?.node);
  }

  /** The path without symlinks, or undefined where nothing is there. */
  realpath(path: string): string | undefined {
    const place = this.#locate(path, true);
    return place?.node && place.path;
  }

  /** Major and minor number of a device node. */
  device(path: string): { major: number; minor: number } | undefined {
    const node = this.#locate(path, true)?.node;
    return node && isDevice(node) ? { major: node.major, minor: node.minor } : undefined;
  }

  readlink(path: string): string | undefined {
    const node = this.#locate(path, false)?.node;
    return node?.type === "symlink" ? node.target : undefined;
  }

  readText(path: string): string | undefined {
    return this.read(path)?.toString("utf8");
  }

  /** The bytes of a file or device, or undefined where there is none to read. */
  read(path: string): Buffer | undefined {
    const place = this.#locate(path, true);
    if (place?.node?.type === "file") return withHole(place.node);
    return place?.node && isDevice(place.node) ? readDevice(baseName(place.path)) : undefined;
  }

  list(path: string): string[] {
    const place = this.#locate(path, true);
    if (place?.node?.type !== "directory") return [];
    return [...place.node.entries.keys()].sort();
  }

  write(path: string, content: string | Uint8Array, attributes?: FileAttributes): void {
    const wanted = normalizePath(path);
    if (!this.exists(parentPath(wanted))) this.mkdir(parentPath(wanted));
    const place = this.#target(wanted, "open");
    if (place.node?.type === "directory") throw new FileError("EISDIR", "open", path);
    if (place.node && isDevice(place.node)) return;
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : Buffer.from(content);
    this.#put(place, {
      type: "file",
      mode: attributes?.mode ?? place.node?.mode ?? 0o644,
      uid: attributes?.uid ?? place.node?.uid ?? 0,
      gid: attributes?.gid ?? place.node?.gid ?? 0,
      mtime: Date.now(),
      content: bytes,
    });
  }

  append(path: string, content: Uint8Array): void {
    const before = this.stat(path)?.type === "file" ? this.read(path) : undefined;
    this.write(path, before ? Buffer.concat([before, content]) : content);
  }

  /** Cuts a file, or lengthens it by a hole, as truncate(1) does. */
  truncate(path: string, size: number): void {
    const place = this.#target(path, "truncate");
    const content = place.node?.type === "file" ? place.node.content.subarray(0, size) : noBytes;
    const meta = place.node?.type === "file" ? place.node : rootOwned(0o644);
    const { mode, uid, gid } = meta;
    const hole = size - content.length;
    this.#put(place, { type: "file", mode, uid, gid, mtime: Date.now(), content, hole });
  }

  /** Missing parents are made as well; an existing directory keeps its attributes. */
  mkdir(path: string, attributes?: FileAttributes): void {
    const wanted = normalizePath(path);
    if (wanted === "/") return;
    if (!this.exists(parentPath(wanted))) this.mkdir(parentPath(wanted));
    const place = this.#target(wanted, "mkdir");
    if (place.node?.type === "directory") return;
    if (place.node) throw new FileError("EEXIST", "mkdir", path);
    const { mode = 0o755, uid = 0, gid = 0 } = attributes ?? {};
    this.#put(place, place.tree.newDirectory(mode, uid, gid));
  }

  symlink(target: string, path: string): void {
    const place = this.#target(path, "symlink", false);
    if (place.node) throw new FileError("EEXIST", "symlink", path);
    this.#put(place, { type: "symlink", ...rootOwned(0o777), target });
  }

  mknod(
    path: string,
    major: number,
    minor: number,
    attributes?: FileAttributes,
    type: DeviceNode["type"] = "character-device",
  ): void {
    const wanted = normalizePath(path);
    if (!this.exists(parentPath(wanted))) this.mkdir(parentPath(wanted));
    const { mode = 0o666, uid = 0, gid = 0 } = attributes ?? {};
    const meta = { ...rootOwned(mode), uid, gid };
    this.#put(this.#target(wanted, "mknod", false), {
      type,
      ...meta,
      major,
      minor,
    });
  }

  /** Sets owner, mode or times of what is there, following symlinks unless told not to. */
  change(
    path: string,
    attributes: FileAttributes & { readonly mtime?: number },
    follow = true,
  ): void {
    const place = this.#target(path, "chmod", follow);
    if (!place.node) throw new FileError("ENOENT", "chmod", path);
    if (place.node.type === "directory") {
      const directory = place.tree.editDirectory(place.inner);
      if (directory) Object.assign(directory, attributes);
    } else {
      this.#put(place, { ...place.node, ...attributes });
    }
  }

  remove(path: string): void {
    const place = this.#locate(path, false);
    if (!place?.node) return;
    const busy = [...this.mounts().keys()].some(
      (point) => point === place.path || point.startsWith(`${place.path}/`),
    );
    if (busy || place.path === "/") throw new FileError("EBUSY", "rm", path);
    if (place.readonly) throw new FileError("EROFS", "rm", path);
    const parent = place.tree.editDirectory(parentPath(place.inner));
    parent?.entries.delete(baseName(place.inner));
    if (parent) parent.mtime = Date.now();
  }

  /** Moves within and across mounts; an existing file at the target is replaced. */
  rename(from: string, to: string): void {
    const source = this.#target(from, "rename", false);
    if (!source.node) throw new FileError("ENOENT", "rename", from);
    const target = this.#target(to, "rename", false);
    if (target.path === source.path) return;
    if (target.path.startsWith(`${source.path}/`)) throw new FileError("EINVAL", "rename", from);
    if (target.node?.type === "directory") {
      if (source.node.type !== "directory") throw new FileError("EISDIR", "rename", to);
      if (target.node.entries.size > 0) throw new FileError("ENOTEMPTY", "rename", to);
    }
    this.remove(from);
    this.#put(target, source.node);
  }

  /** Copies a file, a symlink or a whole directory with its attributes, as `cp -a` does. */
  copy(from: string, to: string): void {
    const source = this.#locate(from, false);
    if (!source?.node) throw new FileError("ENOENT", "copy", from);
    // Directories are copied when either side changes them, since neither tree owns a frozen node.
    this.#put(this.#target(to, "copy", false), freeze(source.node));
  }

  #put(place: Place, node: Node): void {
    const parent = place.tree.editDirectory(parentPath(place.inner));
    if (!parent) throw new FileError("ENOTDIR", "open", place.path);
    parent.entries.set(baseName(place.inner), node);
    if (!place.node) parent.mtime = Date.now();
  }

  #target(path: string, operation: string, follow = true): Place {
    const place = this.#locate(path, follow);
    if (!place) throw new FileError("ENOENT", operation, path);
    if (place.readonly) throw new FileError("EROFS", operation, path);
    return place;
  }

  /** Undefined where a directory on the way is missing. */
  #locate(path: string, follow: boolean): Place | undefined {
    const mounts = this.mounts();
    let pending = splitPath(normalizePath(path));
    let links = 0;
    const start = (): Place => place("/", this.root, "/", false, this.root.root);
    let here = start();
    while (pending.length > 0) {
      const name = pending.shift() ?? "";
      if (here.node?.type !== "directory") return undefined;
      const seen = joinPath(here.path, name);
      const next = step(here, name, seen, mounts.get(seen));
      if (!next.node && pending.length > 0) return undefined;
      if (next.node?.type === "symlink" && (follow || pending.length > 0)) {
        if (++links > 40) throw new FileError("ELOOP", "open", path);
        pending = [...splitPath(normalizePath(next.node.target, here.path)), ...pending];
        here = start();
      } else {
        here = next;
      }
    }
    return here;
  }
}

const empty: MountTable = new Map<string, Mount>();

function noMounts(): MountTable {
  return empty;
}

function place(
  path: string,
  tree: NodeTree,
  inner: string,
  readonly: boolean,
  node: Node | undefined,
): Place {
  return { path, tree, inner, readonly, node };
}

function step(here: Place, name: string, seen: string, mount: Mount | undefined): Place {
  if (mount) {
    const inner = mount.path ?? "/";
    return place(seen, mount.tree, inner, mount.readonly ?? false, mount.tree.lookup(inner));
  }
  const child = here.node?.type === "directory" ? here.node.entries.get(name) : undefined;
  return place(seen, here.tree, joinPath(here.inner, name), here.readonly, child);
}

function statOf(node: Node | undefined): FileStat | undefined {
  if (!node) return undefined;
  const { type, mode, uid, gid, mtime } = node;
  return { type, mode, uid, gid, mtime, size: nodeSize(node) };
}

const noBytes = Buffer.alloc(0);

// A disk image of many gigabytes has nothing to read in its hole but zeros, and nobody reads them all.
const readableHole = 1 << 20;

function withHole(node: FileNode): Buffer {
  if (!node.hole) return node.content;
  return Buffer.concat([node.content, Buffer.alloc(Math.min(node.hole, readableHole))]);
}

function isDevice(node: Node): node is DeviceNode {
  return node.type === "character-device" || node.type === "block-device";
}

function rootOwned(mode: number): { mode: number; uid: number; gid: number; mtime: number } {
  return { mode, uid: 0, gid: 0, mtime: Date.now() };
}

function readDevice(name: string): Buffer {
  if (name === "urandom" || name === "random") return randomBytes(4096);
  return name === "zero" ? Buffer.alloc(4096) : Buffer.alloc(0);
}

function freeze(node: Node): Node {
  if (node.type !== "directory") return node;
  const entries = new Map([...node.entries].map(([name, child]) => [name, freeze(child)]));
  const copy: DirectoryNode = { ...node, owner: {}, entries };
  return copy;
}
