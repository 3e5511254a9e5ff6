import type { Stanza } from "./interfaces-stanzas";
import { readStanzas } from "./interfaces-stanzas";

/** One interface as PVE knows it, all its stanzas together (PVE/Network/Interfaces.pm). */
export interface ConfInterface {
  /** Its place in the file; absent for one that is new or has no stanza. */
  priority?: number;
  autostart: boolean;
  /** Whether the hardware is there; null below an interface of which that is not known. */
  exists?: boolean | null;
  active?: boolean;
  type: string;
  families: (Stanza["family"] | undefined)[];
  /** Known settings by the names that the API gives them. */
  readonly fields: Map<string, string>;
  /** Lines of a stanza that PVE does not know, by the family's suffix. */
  readonly options: Record<"" | "6", string[]>;
  comments?: string;
}

/** /etc/network/interfaces as PVE reads and writes it. */
export interface InterfacesConf {
  readonly interfaces: Map<string, ConfInterface>;
  /** Lines outside of stanzas, with their places. */
  readonly others: readonly (readonly [priority: number, line: string])[];
}

/** What the file does not say of the machine's interfaces. */
export interface Presence {
  readonly physical: readonly string[];
  readonly active: readonly string[];
}

/** Reads a file, and adds the network cards that it does not mention. */
export function parseInterfaces(text: string, presence: Presence): InterfacesConf {
  const { entries, auto } = readStanzas(text);
  const interfaces = new Map<string, ConfInterface>();
  const others: [number, string][] = [];
  const get = (name: string): ConfInterface => {
    const made = interfaces.get(name) ?? fresh();
    interfaces.set(name, made);
    return made;
  };
  let priority = 2;
  for (const name of auto) get(name).autostart = true;
  for (const entry of entries) {
    if (typeof entry === "string") others.push([priority++, entry]);
    else {
      const each = get(entry.iface);
      each.priority ??= priority++;
      addStanza(each, entry);
    }
  }
  for (const name of presence.physical) get(name).exists = true;
  for (const name of presence.active) {
    const each = interfaces.get(name);
    if (each) each.active = true;
  }
  if (!interfaces.has("lo")) {
    const lo = { ...fresh(), priority: 1, autostart: true };
    lo.fields.set("method", "loopback");
    interfaces.set("lo", lo);
  }
  for (const name of [...interfaces.keys()].sort()) complete(name, get(name), get, presence);
  return { interfaces, others };
}

/** What PVE calls an interface of this name and these settings. */
function typeOf(name: string, fields: ReadonlyMap<string, string>, presence: Presence): string {
  if (fields.has("bridge_ports")) return "bridge";
  if (/^bond\d+$/.test(name)) return "bond";
  if (/^\S+:\d+$/.test(name)) return "alias";
  if (/^\S+\.\d+$/.test(name) || fields.has("vlan-raw-device")) return "vlan";
  const isCard = /^(?:eth\d+|en[^:.]+|ib[^:.]+|(?:nic|if)\d+)$/.test(name);
  if (presence.physical.includes(name) || isCard) return "eth";
  return name === "lo" ? "loopback" : "unknown";
}

/** An interface that nothing is known of. */
export function fresh(): ConfInterface {
  return {
    ...{ autostart: false, type: "unknown", families: [] },
    ...{ fields: new Map<string, string>(), options: { "": [], "6": [] } },
  };
}

function addStanza(each: ConfInterface, { family, method, lines, comments }: Stanza): void {
  const suffix = family === "inet6" ? "6" : "";
  each.families.push(family);
  if (method !== undefined) each.fields.set(`method${suffix}`, method);
  for (const { key, value } of lines) addLine(each, { key, value, suffix, isTyped: !!family });
  if (comments.length > 0) each.comments = `${each.comments ?? ""}${comments.join("\n")}\n`;
}

function addLine(
  { fields, options }: ConfInterface,
  line: { key: string; value: string; suffix: "" | "6"; isTyped: boolean },
): void {
  const id = alternatives[line.key] ?? line.key;
  const { value } = line;
  if (["address", "netmask", "broadcast", "gateway"].includes(id)) {
    const bySelf = id !== "netmask" && value.includes(":") ? "6" : "";
    fields.set(`${id}${line.isTyped ? line.suffix : bySelf}`, value);
  } else if (simple.has(id)) fields.set(id, value);
  else if (id === "slaves" || id === "bridge_ports") {
    const names = value.split(/\s+/).filter((name) => name !== "none");
    const before = fields.get(id);
    const sorted = [...new Set(names)].sort().join(" ");
    fields.set(id, before === undefined || before === "" ? sorted : `${before} ${sorted}`.trim());
  } else if (id === "bridge_stp") fields.set(id, /^(on|yes)$/i.test(value) ? "on" : "off");
  else if (id === "bridge_vlan_aware") fields.set(id, "1");
  else if (id === "bond_mode") fields.set(id, bondModes[Number(value)] ?? value);
  else options[line.suffix].push(`${line.key} ${value}`);
}

function complete(
  name: string,
  each: ConfInterface,
  get: (name: string) => ConfInterface,
  presence: Presence,
): void {
  const { fields } = each;
  each.type = typeOf(name, fields, presence);
  if (each.type === "bridge") {
    if (!fields.has("bridge_stp")) fields.set("bridge_stp", "off");
    const isOff = fields.get("bridge_stp") === "off";
    if (!fields.has("bridge_fd") && isOff) fields.set("bridge_fd", "0");
  }
  if (each.type === "vlan") {
    const [, device, tag] = /^(\S+)\.(\d+)$/.exec(name) ?? [];
    const number = tag ?? /^vlan(\d+)$/.exec(name)?.[1];
    if (device !== undefined && !fields.has("vlan-raw-device")) {
      fields.set("vlan-raw-device", device);
    }
    if (number !== undefined) fields.set("vlan-id", number);
    each.exists = get(fields.get("vlan-raw-device") ?? "").exists ?? null;
  }
  for (const suffix of ["", "6"] as const) addCidr(fields, suffix);
  if (!fields.has("method")) fields.set("method", "manual");
  if (!fields.has("method6")) fields.set("method6", "manual");
  if (each.families.length === 0) each.families = ["inet"];
}

function addCidr(fields: Map<string, string>, suffix: "" | "6"): void {
  const address = fields.get(`address${suffix}`);
  if (address === undefined) return;
  const [base = "", prefix] = address.split("/");
  const mask = prefix ?? bits(fields.get(`netmask${suffix}`));
  fields.set(`cidr${suffix}`, `${base}/${mask ?? (suffix === "" ? "32" : "128")}`);
  fields.set(`address${suffix}`, base);
  if (mask !== undefined) fields.set(`netmask${suffix}`, mask);
}

/** A netmask in dotted form as its number of bits. */
export function bits(mask: string | undefined): string | undefined {
  if (mask === undefined || /^\d+$/.test(mask)) return mask;
  const ones = mask.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
  return ones.join("").replace(/0+$/, "").length.toString();
}

const alternatives: Readonly<Record<string, string>> = {
  "bond-slaves": "slaves",
  bond_slaves: "slaves",
  "bond-xmit-hash-policy": "bond_xmit_hash_policy",
  "bond-mode": "bond_mode",
  "bond-miimon": "bond_miimon",
  "bridge-vlan-aware": "bridge_vlan_aware",
  "bridge-fd": "bridge_fd",
  "bridge-stp": "bridge_stp",
  "bridge-ports": "bridge_ports",
  "bridge-vids": "bridge_vids",
};

const simple = new Set([
  ...["mtu", "bridge_fd", "bridge_vids", "bridge-access", "bridge-learning", "bond_miimon"],
  ...["bridge-arp-nd-suppress", "bridge-unicast-flood", "bridge-multicast-flood"],
  ...["bridge-disable-mac-learning", "bond_xmit_hash_policy", "bond-primary", "link-type"],
  ...["uplink-id", "vlan-protocol", "vlan-raw-device", "vlan-id"],
]);

/** By their numbers in the kernel. */
export const bondModes = [
  ...["balance-rr", "active-backup", "balance-xor", "broadcast"],
  ...["802.3ad", "balance-tlb", "balance-alb"],
] as const;
