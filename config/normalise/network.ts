import type { NetworkDocument } from "../documents/network";
import type { NodeInterfaceDocument } from "../fields/node-network";
import { withOrigin } from "../origin";
import type { Report } from "../report";
import type { NodeInterfaceConfig, NodeNetworkConfig } from "../types";
import { resolveAlias } from "./aliases";
import { without } from "./without";

/** How long a changed network may take to be confirmed, in seconds: bonds and bridges need some time to come up. */
const rollbackSeconds = 60;

/** The network in canonical form: interfaces as a list, DNS servers in one place. */
export function normaliseNetwork(
  document: NetworkDocument | undefined,
  report: Report,
): NodeNetworkConfig | undefined {
  if (!document) return undefined;
  const { interfaces = [], internal_bridge: internal, dns = {} } = document;
  const one = Array.isArray(interfaces) ? undefined : interfaces;
  const list = Array.isArray(interfaces) ? interfaces : [];
  const single = one === undefined ? [] : singleInterface(one);
  const servers = resolveAlias(
    report,
    "hypervisor",
    { name: "network.dns.servers", value: dns.servers },
    { path: ["network", "interfaces", "dns_nameservers"], value: one?.dns_nameservers },
  );
  const all = [...single, ...list.map(normaliseInterface)];
  const isDeclared = all.some(({ name }) => name === internal?.name);
  return {
    ...without(document, ["interfaces", "internal_bridge", "dns", "rollback_seconds"]),
    interfaces: isDeclared ? all : [...all, ...internalBridge(internal?.name)],
    dns: {
      ...(dns.search !== undefined && { search: dns.search }),
      servers: servers ?? [],
    },
    rollback_seconds: document.rollback_seconds ?? rollbackSeconds,
  };
}

type Single = Exclude<NetworkDocument["interfaces"], undefined | readonly unknown[]>;

/** The original's one interface; vmbr0 where it has no name, and nothing where it says nothing of it. */
function singleInterface({ name, address, gateway }: Single): NodeInterfaceConfig[] {
  if (name === undefined && address === undefined && gateway === undefined) return [];
  const made = normaliseInterface({
    name: name ?? "vmbr0",
    ...(address !== undefined && { address }),
    ...(gateway !== undefined && { gateway }),
  });
  return [withOrigin(made, "hypervisor", ["network", "interfaces"])];
}

function internalBridge(name: string | undefined): NodeInterfaceConfig[] {
  if (name === undefined) return [];
  const made: NodeInterfaceConfig = { name, type: "bridge", autostart: true, bridge_ports: [] };
  return [withOrigin(made, "hypervisor", ["network", "internal_bridge"])];
}

function normaliseInterface(document: NodeInterfaceDocument): NodeInterfaceConfig {
  const { type = typeOf(document.name), autostart = true, ...rest } = document;
  return { ...rest, autostart, ...(type !== undefined && { type }) };
}

/** What a name tells; undefined where it tells nothing. */
function typeOf(name: string): NodeInterfaceDocument["type"] {
  if (/^bond\d+$/.test(name)) return "bond";
  if (/\.\d+$/.test(name) || /^vlan\d+$/.test(name)) return "vlan";
  if (/^vmbr\d+$/.test(name)) return "bridge";
  return /^(?:en|eth)/.test(name) ? "eth" : undefined;
}
