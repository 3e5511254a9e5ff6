import type { Json } from "../contract";
import type { DirectoryNode, Node } from "./nodes";

/**
 * Many trees in one JSON value. Nodes that trees share (a clone's unchanged files) are stored once, and are
 * shared again when they are read back.
 */
export class TreeArchive {
  readonly #records: Json[] = [];
  readonly #indexes = new Map<Node, number>();

  /** The number under which a tree's root is found again. */
  add(node: Node): number {
    const known = this.#indexes.get(node);
    if (known !== undefined) return known;
    const record = this.#encode(node);
    const index = this.#records.push(record) - 1;
    this.#indexes.set(node, index);
    return index;
  }

  toJSON(): Json {
    return this.#records;
  }

  #encode(node: Node): Json {
    const meta = [node.mode, node.uid, node.gid, node.mtime];
    switch (node.type) {
      case "file": {
        const text = node.content.toString("utf8");
        return Buffer.from(text, "utf8").equals(node.content)
          ? ["f", ...meta, text, node.hole ?? 0]
          : ["b", ...meta, node.content.toString("base64"), node.hole ?? 0];
      }
      case "symlink":
        return ["l", ...meta, node.target];
      case "character-device":
        return ["c", ...meta, node.major, node.minor];
      case "block-device":
        return ["k", ...meta, node.major, node.minor];
      case "directory": {
        const children: { [name: string]: Json } = {};
        // By name: an object has names that are numbers first, in whatever order they come.
        const entries = [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
        for (const [name, child] of entries) children[name] = this.add(child);
        return ["d", ...meta, children];
      }
    }
  }
}

/** Reads what a TreeArchive wrote; the roots by their numbers. */
export function openArchive(json: Json): (index: number) => DirectoryNode {
  if (!Array.isArray(json)) throw new Error("Unable to read file trees: expected an array");
  const nodes: Node[] = [];
  for (const record of json) nodes.push(decode(record, nodes));
  return (index) => {
    const node = nodes[index];
    if (node?.type !== "directory") throw new Error(`Unable to read file tree ${index}: no root`);
    return node;
  };
}

/** One tree as JSON. */
export function packTree(root: DirectoryNode): Json {
  const archive = new TreeArchive();
  const index = archive.add(root);
  return { root: index, nodes: archive.toJSON() };
}

/** The root that packTree was given. */
export function unpackTree(json: Json): DirectoryNode {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new Error("Unable to read file tree: expected an object");
  }
  return openArchive(json["nodes"] ?? null)(Number(json["root"]));
}

// Nodes read back belong to nobody, so that the first tree to change one copies it.
const nobody = {};

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function decode(record: Json, nodes: readonly Node[]): Node {
  if (!Array.isArray(record)) throw new Error("Unable to read file trees: bad record");
  const [kind, mode, uid, gid, mtime, value, last] = record;
  const meta = { mode: Number(mode), uid: Number(uid), gid: Number(gid), mtime: Number(mtime) };
  switch (kind) {
    case "f":
    case "b": {
      const content = Buffer.from(text(value), kind === "f" ? "utf8" : "base64");
      const hole = Number(last ?? 0);
      return { type: "file", ...meta, content, ...(hole > 0 && { hole }) };
    }
    case "l":
      return { type: "symlink", ...meta, target: text(value) };
    case "c":
    case "k": {
      const type = kind === "c" ? "character-device" : "block-device";
      return { type, ...meta, major: Number(value), minor: Number(last) };
    }
    default: {
      const entries = new Map<string, Node>();
      for (const [name, index] of Object.entries(value ?? {})) {
        const child = nodes[Number(index)];
        if (child) entries.set(name, child);
      }
      return { type: "directory", ...meta, owner: nobody, entries };
    }
  }
}
