import { failure } from "../api/api-error";
import type { FileTree } from "../files/file-tree";
import { cloudImageTree } from "../interior/cloud-image";
import type { Release } from "../interior/package-table";
import type { EmbeddedNode } from "../node/embedded-node";

/** The first line of an image's file here, which stands for what `qemu-img info` and a mount read in a real one. */
const header = /^QFI virtual-size=(\d+)(?: system=(\w+) packages=(\S*))?\n/;

/** The system on the disk of an image, with what is installed beside the base. */
export interface ImageSystem {
  readonly release: Release;
  readonly packages: readonly string[];
}

/** A file as a cloud image of this size would be: what the embedded internet has of them. */
export function imageFile(bytes: number, system?: ImageSystem): string {
  const holds =
    system === undefined ? "" : ` system=${system.release} packages=${system.packages.join(",")}`;
  return `QFI virtual-size=${bytes}${holds}\n`;
}

/** The size that the disk of an image has: a volume's own, or what its file says. */
export function imageSize(node: EmbeddedNode, source: string): number {
  if (isVolume(node, source)) {
    const { backend, volname } = node.storages.volume(source);
    return backend.size(volname);
  }
  const path = pathOf(node, source);
  const text = node.files.readText(path);
  if (text === undefined) throw failure(`cannot import from '${source}' - volume does not exist`);
  const size = header.exec(text)?.[1];
  return size === undefined ? (node.files.stat(path)?.size ?? 0) : Number(size);
}

/** What is on the disk of an image: a copy of a volume's, or the system of its file; undefined for neither. */
export function imageContents(node: EmbeddedNode, source: string): FileTree | undefined {
  if (isVolume(node, source)) {
    const { backend, volname } = node.storages.volume(source);
    return backend.contents(volname);
  }
  const text = node.files.readText(pathOf(node, source)) ?? "";
  const [, , release, packages = ""] = header.exec(text) ?? [];
  if (release === undefined) return undefined;
  const wanted = packages.split(",").filter((name) => name !== "");
  // Only imageFile writes such a line.
  return cloudImageTree(release as Release, wanted);
}

/** What a volume is: `import`, `images`, `iso` … */
export function contentOf(node: EmbeddedNode, volid: string): string {
  const { backend, volname } = node.storages.volume(volid);
  return backend.parse(volname).content;
}

function isVolume(node: EmbeddedNode, source: string): boolean {
  return !source.startsWith("/") && contentOf(node, source) === "images";
}

function pathOf(node: EmbeddedNode, source: string): string {
  if (source.startsWith("/")) return source;
  const { backend, volname } = node.storages.volume(source);
  return backend.path(volname);
}
