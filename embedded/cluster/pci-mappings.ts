import type { EmbeddedNode } from "../node/embedded-node";

/** Where the resource mappings of PCI devices are kept (PVE::Mapping::PCI). */
const mappingFile = "/etc/pve/mapping/pci.cfg";

/** The devices of a mapping on this node, as its file has them. */
export function mappingPaths(node: EmbeddedNode, name: string): string[] {
  const text = node.files.readText(mappingFile) ?? "";
  const lines = text.split("\n");
  const start = lines.indexOf(name);
  if (start < 0) return [];
  const own = lines.slice(start + 1);
  const end = own.findIndex((line) => !line.startsWith("\t"));
  return (end < 0 ? own : own.slice(0, end)).flatMap((line) => {
    const text = /^\tmap (.+)$/.exec(line)?.[1] ?? "";
    const parts = new Map(text.split(",").map((part) => part.split("=") as [string, string]));
    return parts.get("node") === node.name ? (parts.get("path") ?? "").split(";") : [];
  });
}
