import { randomBytes } from "node:crypto";
import { parsePropertyString } from "../api/schema/check";
import { printPropertyString } from "../api/schema/print-property-string";
import type { EmbeddedNode } from "../node/embedded-node";
import { networkProperties } from "./options";

/** `net[n]` with a fixed type and, where none is given, a new hardware address, as parse_lxc_network has it. */
export function normalizeNetwork(node: EmbeddedNode, value: string): string {
  const values = parsePropertyString(networkProperties, value).set("type", "veth");
  if (!values.has("hwaddr")) values.set("hwaddr", newHardwareAddress(node));
  return printPropertyString(networkProperties, values);
}

/** The same network with another hardware address: what a clone gets. */
export function renewHardwareAddress(node: EmbeddedNode, value: string): string {
  const values = parsePropertyString(networkProperties, value);
  values.set("type", "veth").set("hwaddr", newHardwareAddress(node));
  return printPropertyString(networkProperties, values);
}

export function parseNetwork(value: string): ReadonlyMap<string, string> {
  return parsePropertyString(networkProperties, value);
}

export function printNetwork(values: ReadonlyMap<string, string>): string {
  return printPropertyString(networkProperties, values);
}

export function isNetworkKey(key: string): boolean {
  return /^net\d+$/.test(key);
}

// BC:24:11 is Proxmox's own prefix, the default of datacenter.cfg's mac_prefix since PVE 8.1. A shorter prefix leaves
// more to chance (PVE::Tools::random_ether_addr).
export function newHardwareAddress({ files }: EmbeddedNode): string {
  const config = files.readText("/etc/pve/datacenter.cfg") ?? "";
  const prefix = /^mac_prefix:\s*(\S+)/m.exec(config)?.[1] ?? "BC:24:11";
  const given = prefix.split(":").filter((byte) => byte !== "");
  const random = [...randomBytes(6 - given.length)].map((byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return [...given, ...random].join(":").toUpperCase();
}
