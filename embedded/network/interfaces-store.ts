import type { EmbeddedNode } from "../node/embedded-node";
import type { ConfInterface, InterfacesConf } from "./interfaces-conf";
import { parseInterfaces } from "./interfaces-conf";
import { printInterfaces } from "./interfaces-print";

export const interfacesFile = "/etc/network/interfaces";
/** Where changes wait until they are applied. */
export const pendingFile = `${interfacesFile}.new`;

/** The interfaces with the changes that wait (PVE::INotify takes the new file where there is one). */
export function readInterfaces(node: EmbeddedNode): InterfacesConf {
  const text = node.files.readText(pendingFile) ?? node.files.readText(interfacesFile) ?? "";
  const { cards, links } = node.network;
  // What is up, the loopback aside (PVE::ProcFSTools, get_active_network_interfaces).
  const active = [...links].filter(([, { up }]) => up).map(([name]) => name);
  return parseInterfaces(text, { physical: cards, active });
}

export function saveInterfaces(node: EmbeddedNode, conf: InterfacesConf): void {
  node.files.write(pendingFile, printInterfaces(conf), { mode: 0o644 });
}

const numbers = new Set(["bridge_vlan_aware"]);

/** An interface as GET answers it. */
export function answerInterface(
  each: ConfInterface,
): Record<string, string | number | null | string[]> {
  const fields = [...each.fields].map(([key, value]) => [
    key,
    numbers.has(key) ? Number(value) : value,
  ]);
  return {
    ...(Object.fromEntries(fields) as Record<string, string | number>),
    ...(each.active && { active: 1 }),
    ...(each.autostart && { autostart: 1 }),
    ...(each.comments !== undefined && { comments: each.comments }),
    ...(each.exists !== undefined && { exists: each.exists === true ? 1 : null }),
    ...(each.priority !== undefined && { priority: each.priority }),
    ...(each.options[""].length > 0 && { options: each.options[""] }),
    ...(each.options["6"].length > 0 && { options6: each.options["6"] }),
    families: each.families.map((family) => family ?? ""),
    type: each.type,
  };
}
