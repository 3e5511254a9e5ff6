import type { EmbeddedHost } from "../../embedded/host";

/** The file by which a volume is known to be the one that it was. */
export const markerName = ".phoenix-test-marker";

/**
 * Puts a file into every dataset that holds data: all but the node's own root and what guests boot from. Returns how
 * to see which of them are gone.
 */
export function markVolumes(embedded: EmbeddedHost): () => string[] {
  const marked = new Set<string>();
  const roots = bootVolumes(embedded);
  for (const { name, type, tree } of embedded.node.zfs.state.datasets.values()) {
    const last = name.split("/").at(-1) ?? "";
    if (type !== "filesystem" || name.startsWith("rpool/ROOT") || roots.has(last)) continue;
    tree.write(`/${markerName}`, name);
    marked.add(name);
  }
  return () => {
    const found = new Set<string>();
    for (const { tree } of embedded.node.zfs.state.datasets.values()) {
      const text = tree.readText(`/${markerName}`);
      if (text !== undefined) found.add(text);
    }
    return [...marked].filter((name) => !found.has(name));
  };
}

function bootVolumes({ node }: EmbeddedHost): ReadonlySet<string> {
  const { configs } = node;
  return new Set(
    configs.vmids().flatMap((vmid) => {
      const { options } = configs.load(vmid);
      return /:(?:[^,/]*\/)?([^,/]+)/.exec(options.get("rootfs") ?? "")?.[1] ?? [];
    }),
  );
}
