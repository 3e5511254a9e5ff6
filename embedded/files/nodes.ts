/** What a directory entry can be. Everything but directories is immutable: a change replaces the node. */
export type Node = FileNode | DirectoryNode | SymlinkNode | DeviceNode;

interface Meta {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
}

export interface FileNode extends Meta {
  readonly type: "file";
  readonly content: Buffer;
  /** Zero bytes after the content that are not stored: the hole of a sparse disk image. */
  readonly hole?: number;
}

interface SymlinkNode extends Meta {
  readonly type: "symlink";
  readonly target: string;
}

export interface DeviceNode extends Meta {
  readonly type: "character-device" | "block-device";
  readonly major: number;
  readonly minor: number;
}

/** Only the tree whose `owner` token it carries may change it; another tree copies it first. */
export interface DirectoryNode {
  readonly type: "directory";
  readonly owner: object;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  readonly entries: Map<string, Node>;
}

/** What a file tree is to the view that resolves paths in it; its paths have no symlinks and no mounts. */
export interface NodeTree {
  readonly root: DirectoryNode;
  lookup(path: string): Node | undefined;
  /** A directory, made changeable; undefined where there is none. */
  editDirectory(path: string): DirectoryNode | undefined;
  /** An empty directory that this tree may change in place. */
  newDirectory(mode: number, uid: number, gid: number): DirectoryNode;
}

/** An empty directory that belongs to the tree with this token. */
export function newDirectory(owner: object, mode = 0o755, uid = 0, gid = 0): DirectoryNode {
  return { type: "directory", owner, mode, uid, gid, mtime: Date.now(), entries: new Map() };
}

/** A directory of one's own with the same entries: copying is one level deep and as late as possible. */
export function ownDirectory(node: DirectoryNode, owner: object): DirectoryNode {
  return node.owner === owner ? node : { ...node, owner, entries: new Map(node.entries) };
}

/** Size as stat(2) gives it; a directory counts as ext4 counts it. */
export function nodeSize(node: Node): number {
  switch (node.type) {
    case "file":
      return node.content.length + (node.hole ?? 0);
    case "symlink":
      return Buffer.byteLength(node.target);
    case "directory":
      return 4096;
    case "character-device":
    case "block-device":
      return 0;
  }
}

/** Bytes that all files below a node occupy; holes occupy nothing. */
export function totalBytes(node: Node): number {
  if (node.type === "file") return node.content.length;
  if (node.type !== "directory") return 0;
  let sum = 0;
  for (const child of node.entries.values()) sum += totalBytes(child);
  return sum;
}
