import type { FileAttributes, FileStat, Json, Tree } from "../contract";
import type { DirectoryNode, Node, NodeTree } from "./nodes";
import { newDirectory, ownDirectory } from "./nodes";
import { MountedFiles } from "./mounted-files";
import { splitPath } from "./paths";
import { packTree, unpackTree } from "./tree-archive";

/**
 * One file system. A clone shares all nodes with its source until either is changed, so that copying a whole
 * rootfs costs nothing.
 */
export class FileTree implements Tree, NodeTree {
  #owner: object = {};
  #root: DirectoryNode;
  readonly #view: MountedFiles;

  constructor(root?: DirectoryNode) {
    this.#root = root ?? newDirectory(this.#owner);
    this.#view = new MountedFiles(this);
  }

  static fromJSON(json: Json): FileTree {
    return new FileTree(unpackTree(json));
  }

  get root(): DirectoryNode {
    return this.#root;
  }

  clone(): FileTree {
    // Both sides lose the right to change shared nodes in place.
    this.#owner = {};
    return new FileTree(this.#root);
  }

  toJSON(): Json {
    return packTree(this.#root);
  }

  /** Makes this tree what another one is; how a rollback replaces the content under a mounted dataset. */
  replaceWith(other: FileTree): void {
    const copy = other.clone();
    this.#owner = {};
    this.#root = copy.root;
  }

  lookup(path: string): Node | undefined {
    let node: Node = this.#root;
    for (const name of splitPath(path)) {
      if (node.type !== "directory") return undefined;
      const child = node.entries.get(name);
      if (!child) return undefined;
      node = child;
    }
    return node;
  }

  editDirectory(path: string): DirectoryNode | undefined {
    this.#root = ownDirectory(this.#root, this.#owner);
    let directory = this.#root;
    for (const name of splitPath(path)) {
      const child = directory.entries.get(name);
      if (child?.type !== "directory") return undefined;
      const own = ownDirectory(child, this.#owner);
      directory.entries.set(name, own);
      directory = own;
    }
    return directory;
  }

  newDirectory(mode: number, uid: number, gid: number): DirectoryNode {
    return newDirectory(this.#owner, mode, uid, gid);
  }

  exists(path: string): boolean {
    return this.#view.exists(path);
  }

  stat(path: string): FileStat | undefined {
    return this.#view.stat(path);
  }

  readText(path: string): string | undefined {
    return this.#view.readText(path);
  }

  write(path: string, content: string | Uint8Array, attributes?: FileAttributes): void {
    this.#view.write(path, content, attributes);
  }

  mkdir(path: string, attributes?: FileAttributes): void {
    this.#view.mkdir(path, attributes);
  }

  remove(path: string): void {
    this.#view.remove(path);
  }

  list(path: string): string[] {
    return this.#view.list(path);
  }

  /** The operations beyond Files (links, owners, renames), on this tree alone. */
  get view(): MountedFiles {
    return this.#view;
  }
}
