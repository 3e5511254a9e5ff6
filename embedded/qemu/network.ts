import { parsePropertyString } from "../api/schema/check";
import { printPropertyString } from "../api/schema/print-property-string";
import { newHardwareAddress } from "../lxc/network";
import type { EmbeddedNode } from "../node/embedded-node";
import { networkProperties, spellNetwork } from "./options";

export function isNetworkKey(key: string): boolean {
  return /^net\d+$/.test(key);
}

export function parseNetwork(text: string): Map<string, string> {
  return parsePropertyString(networkProperties, spellNetwork(text));
}

/** `MODEL=MAC,…` with the other keys by name (PVE::QemuServer::Network::print_net). */
function printNetwork(values: ReadonlyMap<string, string>): string {
  const { model = "", macaddr, ...rest } = Object.fromEntries(values);
  const others = printPropertyString(networkProperties, new Map(Object.entries(rest)));
  const first = macaddr === undefined ? model : `${model}=${macaddr}`;
  return others === "" ? first : `${first},${others}`;
}

/** `net[n]` with a new hardware address where none is given (add_random_macs). */
export function normalizeNetwork(node: EmbeddedNode, text: string): string {
  const values = parseNetwork(text);
  if (!values.has("macaddr")) values.set("macaddr", newHardwareAddress(node));
  return printNetwork(values);
}

/** The same network with another hardware address: what a clone gets. */
export function renewHardwareAddress(node: EmbeddedNode, text: string): string {
  return printNetwork(parseNetwork(text).set("macaddr", newHardwareAddress(node)));
}
