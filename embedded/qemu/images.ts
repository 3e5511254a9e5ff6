import { failure } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";

/** The first line of an image's file here, which stands for what `qemu-img info` reads in a real one. */
const header = /^QFI virtual-size=(\d+)\n/;

/** A file as a cloud image of this size would be: what the embedded internet has of them. */
export function imageFile(bytes: number): string {
  return `QFI virtual-size=${bytes}\n`;
}

/** The size that the disk of an image has: a volume's own, or what its file says. */
export function imageSize(node: EmbeddedNode, source: string): number {
  const path = source.startsWith("/") ? source : pathOf(node, source);
  const isVolume = !source.startsWith("/") && contentOf(node, source) === "images";
  if (isVolume) {
    const { backend, volname } = node.storages.volume(source);
    return backend.size(volname);
  }
  const text = node.files.readText(path);
  if (text === undefined) throw failure(`cannot import from '${source}' - volume does not exist`);
  const size = header.exec(text)?.[1];
  return size === undefined ? (node.files.stat(path)?.size ?? 0) : Number(size);
}

/** What a volume is: `import`, `images`, `iso` … */
export function contentOf(node: EmbeddedNode, volid: string): string {
  const { backend, volname } = node.storages.volume(volid);
  return backend.parse(volname).content;
}

function pathOf(node: EmbeddedNode, volid: string): string {
  const { backend, volname } = node.storages.volume(volid);
  return backend.path(volname);
}
