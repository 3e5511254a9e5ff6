import { parseInterfacesFile, type FileInterfaces } from "./interfaces-file";
import { parseDefaultRoutes, parseLinks, type DefaultRoute, type Links } from "./links";

/** Where the interfaces stand (interfaces(5)). */
export const interfacesFile = "/etc/network/interfaces";

/** Where Proxmox VE keeps changes until they are applied. */
export const pendingFile = "/etc/network/interfaces.new";

/** The network of the node. */
export interface Network {
  readonly file: FileInterfaces;
  /** What waits to be applied; undefined where nothing does. */
  readonly pending: FileInterfaces | undefined;
  /** What the files say that PVE does not read (`source /etc/network/interfaces.d/*`). */
  readonly sourced: readonly (readonly [path: string, interfaces: FileInterfaces])[];
  readonly links: Links;
  readonly routes: readonly DefaultRoute[];
  /** True while the node is going to take the last change back (scripts/network-guard.sh). */
  readonly isRollbackPending: boolean;
}

/** Reads the sections of the inspection that are about the network. */
export function parseNetwork(sections: ReadonlyMap<string, string>): Network {
  const file = (path: string) => sections.get(`file ${path}`);
  const pending = file(pendingFile);
  return {
    file: parseInterfacesFile(file(interfacesFile) ?? ""),
    pending: pending === undefined ? undefined : parseInterfacesFile(pending),
    sourced: [...sections].flatMap(([name, text]) =>
      name.startsWith("file /etc/network/interfaces.d/")
        ? [[name.slice("file ".length), parseInterfacesFile(text)] as const]
        : [],
    ),
    links: parseLinks(sections.get("network-links") ?? ""),
    routes: parseDefaultRoutes(sections.get("network-routes") ?? ""),
    isRollbackPending: sections.has("network-rollback"),
  };
}

/** Names of the node's network cards. */
export function cardsOf(links: Links): string[] {
  return [...links].flatMap(([name, { kind }]) =>
    kind === undefined && name !== "lo" ? [name] : [],
  );
}
