import { randomBytes } from "node:crypto";
import { parsePropertyString } from "../api/schema/check";
import { printPropertyString } from "../api/schema/print-property-string";
import { networkProperties } from "./options";

/** `net[n]` with a fixed type and, where none is given, a new hardware address, as parse_lxc_network has it. */
export function normalizeNetwork(value: string): string {
  const values = parsePropertyString(networkProperties, value).set("type", "veth");
  if (!values.has("hwaddr")) values.set("hwaddr", newHardwareAddress());
  return printPropertyString(networkProperties, values);
}

/** The same network with another hardware address: what a clone gets. */
export function renewHardwareAddress(value: string): string {
  const values = parsePropertyString(networkProperties, value);
  values.set("type", "veth").set("hwaddr", newHardwareAddress());
  return printPropertyString(networkProperties, values);
}

export function parseNetwork(value: string): ReadonlyMap<string, string> {
  return parsePropertyString(networkProperties, value);
}

export function isNetworkKey(key: string): boolean {
  return /^net\d+$/.test(key);
}

// BC:24:11 is Proxmox's own prefix, the default of datacenter.cfg's mac_prefix since PVE 8.
function newHardwareAddress(): string {
  const tail = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase());
  return `BC:24:11:${tail.join(":")}`;
}
