import { interfaceSettings } from "../host/interface-settings";
import type { FileInterface, FileInterfaces } from "../host/interfaces-file";
import { cardsOf, type Network } from "../host/network";
import { same, show } from "./compare";
import type { Bag, Value } from "./lifecycle";
import type { NetworkSpec } from "./network-schema";

/** What waits on the node of one interface, and was not declared. */
export interface ForeignChange {
  readonly iface: string;
  /** `mtu 1500 => 9000`, or a line that is added or gone. */
  readonly changes: readonly string[];
}

/**
 * What would change with this file that nobody declared. Of a declared interface each setting may be as it is or as
 * declared: that is what is left where one of our own runs was cut off.
 */
export function foreignChanges(
  spec: NetworkSpec,
  network: Network,
  pending: FileInterfaces,
): ForeignChange[] {
  const cards = cardsOf(network.links);
  const slaves = Object.values(spec.interfaces).flatMap((each) => each.slaves ?? []);
  const names = new Set([...network.file.keys(), ...pending.keys()]);
  return [...names].flatMap((iface) => {
    const describe = (found: FileInterface | undefined): Bag =>
      found === undefined ? {} : { ...interfaceSettings(iface, found, cards.includes(iface)) };
    const [before, after] = [network.file.get(iface), pending.get(iface)];
    const [old, now] = [describe(before), describe(after)];
    const declared: Bag = spec.interfaces[iface] ?? {};
    const settings = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => {
      const [was, is] = [meant(old[key]), meant(now[key])];
      if (same(was, is) || (declared[key] !== undefined && same(meant(declared[key]), is))) {
        return false;
      }
      // PVE writes every card down that it finds, and starts those that a bond takes.
      if (key === "type") return was !== null && declared["type"] === undefined;
      if (key === "autostart" && is === true && slaves.includes(iface)) return false;
      return !isByDefault(key, is, declared);
    });
    const changes = [
      ...settings.map((key) => `${key} ${shown(old[key])} => ${shown(now[key])}`),
      ...lines(before, after, "gone"),
      ...lines(after, before, "added"),
    ];
    return changes.length === 0 ? [] : [{ iface, changes }];
  });
}

/** Nothing, an empty list and false say the same. */
function meant(value: Value | undefined): Value {
  if (value === undefined || value === false) return null;
  return Array.isArray(value)
    ? value.length === 0
      ? null
      : [...(value as string[])].sort()
    : value;
}

/** What PVE adds by itself to what was declared. */
function isByDefault(key: string, value: Value, declared: Bag): boolean {
  if (key === "bridge_vids") {
    return declared["bridge_vlan_aware"] !== undefined && (value === null || value === "2-4094");
  }
  if (key === "bond_mode") return declared["type"] === "bond" && value === "balance-rr";
  return (key === "vlan-raw-device" || key === "vlan-id") && declared["type"] === "vlan";
}

/** Lines that PVE does not know, and that one has and the other has not. */
function lines(
  some: FileInterface | undefined,
  others: FileInterface | undefined,
  word: string,
): string[] {
  const list = (found: FileInterface | undefined) => [
    ...(found?.stanzas ?? []).flatMap((stanza) => [
      ...(isKept(stanza.method) ? [] : [`${stanza.family ?? ""} ${stanza.method ?? ""}`]),
      ...stanza.lines
        .filter(({ key }) => !known.has(key))
        .map(({ key, value }) => `${key} ${value}`),
      // The last address of several is the one that PVE knows; the others are lines like any.
      ...addresses(stanza.lines.filter(({ key }) => key === "address").map(({ value }) => value)),
    ]),
  ];
  const there = list(others);
  return list(some)
    .filter((line) => !there.includes(line))
    .map((line) => `${line} ${word}`);
}

function addresses(values: readonly string[]): string[] {
  return values.slice(0, -1).map((value) => `address ${value}`);
}

/** `static` and `manual` follow from whether there is an address. */
function isKept(method: string | undefined): boolean {
  return method === undefined || ["static", "manual", "loopback"].includes(method);
}

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "none";
  return Array.isArray(value) ? value.join(" ") || "none" : show(value);
}

/** What is compared as settings, and what PVE sets or drops by itself without loss. */
const known = new Set([
  ...["address", "netmask", "gateway", "broadcast", "network", "mtu", "bridge-ports"],
  ...["bridge-stp", "bridge-fd", "bridge-vlan-aware", "bridge-vids", "bond-slaves", "slaves"],
  ...["bond-mode", "bond-miimon", "bond-primary", "bond-xmit-hash-policy"],
  ...["vlan-raw-device", "vlan-id"],
]);
