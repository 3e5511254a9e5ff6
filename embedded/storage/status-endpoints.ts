import { messageOf, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { contentListFormat, nodeFormat, splitList } from "../api/schema/formats";
import { optionalFlag, optionalText } from "../api/schema/property";
import type { ConfEntry } from "../conf/section-conf";
import type { Json } from "../contract";
import { nodeParameter } from "../lxc/parameters";
import type { EmbeddedNode } from "../node/embedded-node";
import { canSee } from "./config-endpoints";
import { storageParameter } from "./storage-options";

const list: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/storage",
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: { ...storageParameter, optional: true },
    content: optionalText({ format: contentListFormat }),
    enabled: optionalFlag,
    target: optionalText({ format: nodeFormat }),
    format: optionalFlag,
  },
  handle: ({ node, rights, params, warn }) => {
    const wanted = splitList(params.get("content") ?? "");
    const one = params.get("storage");
    // All storages are looked at, and may complain, even where one is asked for.
    const looked = node.storages
      .entries()
      .filter((entry) => node.storages.isHere(entry))
      .filter((entry) => {
        const content: string[] = node.storages.content(entry);
        return wanted.length === 0 || wanted.some((each) => content.includes(each));
      })
      .map((entry) => ({ entry, status: storageStatus(node, entry, warn) }));
    if (one !== undefined && !looked.some(({ entry }) => entry.id === one)) {
      throw parameterError({ storage: "No such storage." });
    }
    return looked
      .filter(({ entry }) => canSee(rights, entry.id) && (one ?? entry.id) === entry.id)
      .filter(({ entry }) => !isSet(params, "enabled") || entry.options.get("disable") !== "1")
      .map(({ entry, status }) => {
        const total = Number(status["total"] ?? 0);
        const fraction = total > 0 ? Number(status["used"]) / total : undefined;
        return {
          storage: entry.id,
          ...status,
          ...(fraction === undefined ? {} : { used_fraction: fraction }),
        };
      });
  },
};

const status: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/status",
  protected: true,
  parameters: { node: nodeParameter, storage: storageParameter },
  authorize: requireSight,
  handle: ({ node, params }) => storageStatus(node, knownEntry(node, params)),
};

const index: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/storage/{storage}",
  parameters: { node: nodeParameter, storage: storageParameter },
  authorize: requireSight,
  handle: () => ["content", "status", "upload", "download-url"].map((subdir) => ({ subdir })),
};

export const storageStatusEndpoints: readonly Endpoint[] = [list, status, index];

/** Refuses a storage that the user may neither look at nor fill. */
export function requireSight({ rights, params }: Request): void {
  rights.requireAny(`/storage/${required(params, "storage")}`, [
    "Datastore.Audit",
    "Datastore.AllocateSpace",
  ]);
}

/** A storage's state as pvestatd sees it: one that cannot be activated counts as inactive and empty. */
export function storageStatus(
  node: EmbeddedNode,
  entry: ConfEntry,
  warn?: (text: string) => void,
): Record<string, Json> {
  const enabled = entry.options.get("disable") !== "1";
  const shared =
    entry.type === "nfs" || entry.type === "cifs" || entry.options.get("shared") === "1";
  const space = enabled ? spaceOf(node, entry, warn) : undefined;
  return {
    type: entry.type,
    content: node.storages.content(entry).join(","),
    enabled: enabled ? 1 : 0,
    active: space ? 1 : 0,
    shared: shared ? 1 : 0,
    total: space?.total ?? 0,
    used: space?.used ?? 0,
    avail: space?.avail ?? 0,
  };
}

// A storage whose dataset is gone is told as inactive; its error is only a warning.
function spaceOf(
  node: EmbeddedNode,
  entry: ConfEntry,
  warn?: (text: string) => void,
): { total: number; used: number; avail: number } | undefined {
  try {
    const backend = node.storages.backend(entry);
    backend.activate(warn);
    const space = backend.space();
    return space.total > 0 ? space : undefined;
  } catch (error) {
    warn?.(`${messageOf(error)}\n`);
    return undefined;
  }
}

function knownEntry(node: EmbeddedNode, params: ReadonlyMap<string, string>): ConfEntry {
  const id = required(params, "storage");
  const entry = node.storages.entries().find((each) => each.id === id);
  if (!entry || !node.storages.isHere(entry)) {
    throw parameterError({ storage: "No such storage." });
  }
  return entry;
}
