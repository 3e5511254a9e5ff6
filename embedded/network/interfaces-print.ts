import { failure } from "../api/api-error";
import { splitList } from "../api/schema/formats";
import type { ConfInterface, InterfacesConf } from "./interfaces-conf";
import { bits } from "./interfaces-conf";
import { checkInterfaces } from "./interfaces-check";

/** Writes the file as PVE does, in its order (PVE/Network/Interfaces.pm); refuses what does not fit together. */
export function printInterfaces({ interfaces, others }: InterfacesConf): string {
  checkInterfaces(interfaces);
  const rest = [...others];
  let text = preface;
  const inOrder = [...interfaces].sort((a, b) => compare(interfaces, a, b));
  for (const [name, each] of inOrder) {
    const place = each.priority ?? 0;
    const before = rest.findIndex(([priority]) => priority >= place);
    const due = rest.splice(0, before < 0 ? rest.length : before);
    if (due.length > 0) text += `${due.map(([, line]) => `${line}\n`).join("")}\n`;
    if (each.autostart) text += `auto ${name}\n`;
    text += each.families.map((family, at) => stanza(name, each, family, at === 0)).join("");
  }
  return text + rest.map(([, line]) => `${line}\n`).join("");
}

function stanza(
  name: string,
  each: ConfInterface,
  family: ConfInterface["families"][number],
  isFirst: boolean,
): string {
  const { fields } = each;
  const own = family === "inet6" ? "6" : "";
  const suffixes = family === undefined ? (["", "6"] as const) : ([own] as const);
  const isOnlyV6 = each.families.length === 1 && family === "inet6";
  const method = fields.get(`method${own}`) ?? "";
  const lines = suffixes.flatMap((suffix) => addressLines(fields, suffix));
  if (isFirst) lines.push(...settings(name, each));
  for (const suffix of suffixes) lines.push(...each.options[suffix]);
  const hasComments = isOnlyV6 || own === "";
  const comments = hasComments ? (each.comments ?? "").replace(/\n+$/, "") : "";
  return (
    `iface ${name}${family === undefined ? "" : ` ${family} ${method}`}\n` +
    lines.map((line) => `\t${line}\n`).join("") +
    (comments === "" ? "\n" : `${comments.replace(/^/gm, "#")}\n\n`)
  );
}

function addressLines(fields: ReadonlyMap<string, string>, suffix: string): string[] {
  const address = fields.get(`address${suffix}`);
  const gateway = fields.get(`gateway${suffix}`);
  const mask = bits(fields.get(`netmask${suffix}`));
  const full = address?.includes("/") || mask === undefined ? address : `${address ?? ""}/${mask}`;
  return [
    ...(address === undefined || address === "" ? [] : [`address ${full ?? ""}`]),
    ...(gateway === undefined || gateway === "" ? [] : [`gateway ${gateway}`]),
  ];
}

/** The settings of the type first, in PVE's order, then all others by name. */
function settings(name: string, { type, fields }: ConfInterface): string[] {
  const done = new Set(never);
  const lines: string[] = [];
  const take = (key: string) => {
    done.add(key);
    const value = fields.get(key);
    return value === "" ? undefined : value;
  };
  const add = (key: string, word: string, otherwise?: string) => {
    const value = take(key) ?? otherwise;
    if (value !== undefined) lines.push(`${word} ${value}`);
  };
  if (type === "bridge") {
    add("bridge_ports", "bridge-ports", "none");
    const isOff = (fields.get("bridge_stp") ?? "off") === "off";
    add("bridge_stp", "bridge-stp", "off");
    add("bridge_fd", "bridge-fd", isOff ? "0" : undefined);
    // Whatever is said of it, 0 too, makes it so.
    if (fields.has("bridge_vlan_aware")) {
      lines.push("bridge-vlan-aware yes", `bridge-vids ${fields.get("bridge_vids") ?? "2-4094"}`);
    }
    for (const key of ["bridge_vlan_aware", "bridge_vids"]) done.add(key);
    done.add("bridge-disable-mac-learning");
    add("mtu", "mtu");
  } else if (type === "bond") {
    const mode = fields.get("bond_mode");
    add("slaves", "bond-slaves", "none");
    add("bond_miimon", "bond-miimon", "100");
    add("bond_mode", "bond-mode", "balance-rr");
    const policy = take("bond_xmit_hash_policy");
    const primary = take("bond-primary");
    if (policy !== undefined && (mode === "balance-xor" || mode === "802.3ad")) {
      lines.push(`bond-xmit-hash-policy ${policy}`);
    }
    if (primary !== undefined && mode === "active-backup") lines.push(`bond-primary ${primary}`);
    add("mtu", "mtu");
  } else if (type === "vlan") {
    const protocol = fields.get("vlan-protocol");
    if (protocol !== undefined && !["802.1ad", "802.1q"].includes(protocol)) {
      throw failure(`${name}: wrong vlan-protocol ${protocol}`);
    }
    // The name says it already.
    if (/\.\d+$/.test(name)) done.add("vlan-raw-device");
    if (/\.\d+$|^vlan\d+$/.test(name)) done.add("vlan-id");
  }
  const others = [...fields].filter(([key, value]) => !done.has(key) && !["", "0"].includes(value));
  const sorted = others.sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...lines.map((line) => line.replace(/^(b\S+-(?:ports|slaves)) (.*)$/, spaced)),
    ...sorted.map(([key, value]) => `${key} ${value}`),
  ];
}

function spaced(_line: string, key: string, names: string): string {
  return `${key} ${splitList(names).join(" ")}`;
}

const never = [
  ...["type", "priority", "method", "method6", "active", "exists", "comments", "autostart"],
  ...["families", "options", "options6", "comments6", "uplink-id", "cidr", "cidr6"],
  ...["", "6"].flatMap((suffix) =>
    ["address", "netmask", "gateway", "broadcast"].map((key) => `${key}${suffix}`),
  ),
];

const ranks: Readonly<Record<string, number>> = {
  loopback: 100_000,
  dummy: 100_000,
  eth: 200_000,
  bond: 400_000,
  bridge: 500_000,
  vlan: 600_000,
};

/** By type and level, then by place; one of unknown type only by its place. */
function compare(
  interfaces: ReadonlyMap<string, ConfInterface>,
  [a, first]: readonly [string, ConfInterface],
  [b, second]: readonly [string, ConfInterface],
): number {
  const rank = (name: string) => {
    const [root = "", ...below] = name.split(/[.:]/);
    const base = ranks[interfaces.get(root)?.type ?? ""];
    return base === undefined ? undefined : base + below.length;
  };
  const [one, two] = [rank(a), rank(b)];
  const [rankA, rankB] = one === undefined || two === undefined ? [0, 0] : [one, two];
  const difference = rankA + (first.priority ?? 50_000) - rankB - (second.priority ?? 50_000);
  return difference !== 0 ? difference : a < b ? -1 : 1;
}

const preface = `# network interface settings; autogenerated
# Please do NOT modify this file directly, unless you know what
# you're doing.
#
# If you want to manage parts of the network configuration manually,
# please utilize the 'source' or 'source-directory' directives to do
# so.
# PVE will preserve these directives, but will NOT read its network
# configuration from sourced files, so do not attempt to move any of
# the PVE managed interfaces into external files!

`;
