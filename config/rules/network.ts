import { isIPv4 } from "node:net";
import type { Path } from "../diagnostics";
import { originOf } from "../origin";
import type { NodeInterfaceConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import type { Use } from "./doubles";
import { reportDoubles } from "./doubles";

/** What the node's interfaces say of themselves and of each other. */
export const networkRules: Rule[] = [
  doubleInterfaces,
  interfaceTypes,
  fieldsOfType,
  bonds,
  vlans,
  gateways,
  ports,
  resolvers,
];

/** An interface with its place in the file. */
interface Placed {
  readonly each: NodeInterfaceConfig;
  readonly path: Path;
}

/** Field of an interface, or the entry where it has not the field. */
function at({ each, path }: Placed, field: keyof NodeInterfaceConfig): Path {
  return each[field] === undefined ? path : [...path, field];
}

/** All declared interfaces of the node. */
export function placedInterfaces({ declaration }: RuleContext): Placed[] {
  return (declaration.hypervisor?.network?.interfaces ?? []).map((each, index) => {
    const here = { kind: "hypervisor", path: ["network", "interfaces", index] } as const;
    return { each, path: originOf(each, here).path };
  });
}

function doubleInterfaces(context: RuleContext): void {
  const uses = placedInterfaces(context).map((placed) => ({
    ...{ kind: "hypervisor" as const, value: placed.each.name },
    ...{ path: at(placed, "name"), by: "another entry" },
  }));
  reportDoubles(context, uses, "duplicate-interface", (value) => `the interface ${value}`);
}

function interfaceTypes(context: RuleContext): void {
  for (const placed of placedInterfaces(context)) {
    const { name, type } = placed.each;
    if (type === undefined) {
      const message = `the name ${name} does not tell what it is; add type: bridge, bond, vlan or eth`;
      context.report.error("hypervisor", at(placed, "name"), "interface-type", message);
    }
    // PVE knows a bond by its name alone (PVE/Network/Interfaces.pm).
    if ((type === "bond") !== /^bond\d+$/.test(name) && type !== undefined) {
      const message = `is ${type}, and the interface is ${name}: a bond, and nothing else, is called bond0, bond1 …`;
      context.report.error("hypervisor", at(placed, "type"), "interface-type", message);
    }
  }
}

const fieldsByType = {
  bridge: ["bridge_ports", "bridge_vlan_aware", "bridge_vids"],
  bond: ["slaves", "bond_mode", "bond_primary", "bond_xmit_hash_policy"],
  vlan: ["vlan_raw_device", "vlan_id"],
} as const;

function fieldsOfType(context: RuleContext): void {
  for (const placed of placedInterfaces(context)) {
    for (const [type, fields] of Object.entries(fieldsByType)) {
      for (const field of fields) {
        const { each } = placed;
        if (each[field] === undefined || each.type === undefined || each.type === type) continue;
        const message = `is a field of a ${type}, and ${each.name} is declared as ${each.type}`;
        context.report.error("hypervisor", at(placed, field), "interface-field", message);
      }
    }
    if (placed.each.bridge_vids !== undefined && placed.each.bridge_vlan_aware !== true) {
      const message = "needs bridge_vlan_aware: true, without which Proxmox VE drops it";
      context.report.error("hypervisor", at(placed, "bridge_vids"), "interface-field", message);
    }
  }
}

function bonds(context: RuleContext): void {
  for (const placed of placedInterfaces(context)) {
    const { each } = placed;
    if (each.type !== "bond") continue;
    const error = (field: keyof NodeInterfaceConfig, message: string) =>
      context.report.error("hypervisor", at(placed, field), "bond", message);
    const { slaves = [], bond_mode: mode = "balance-rr", bond_primary: primary } = each;
    if (slaves.length === 0) error("slaves", `bond ${each.name} has no slaves`);
    if (primary !== undefined && !slaves.includes(primary)) {
      error("bond_primary", `is ${primary}, which is none of the slaves ${slaves.join(", ")}`);
    } else if (primary !== undefined && mode !== "active-backup") {
      error("bond_primary", `means nothing to a bond of mode ${mode}, only to active-backup`);
    }
    if (each.bond_xmit_hash_policy === undefined) continue;
    if (mode === "balance-xor" || mode === "802.3ad") continue;
    const message = `means nothing to a bond of mode ${mode}, only to balance-xor and 802.3ad`;
    error("bond_xmit_hash_policy", message);
  }
}

function vlans(context: RuleContext): void {
  for (const placed of placedInterfaces(context)) {
    const { name, type, vlan_raw_device: device, vlan_id: id } = placed.each;
    if (type !== "vlan") continue;
    const error = (field: keyof NodeInterfaceConfig, message: string) =>
      context.report.error("hypervisor", at(placed, field), "vlan", message);
    const [, stem, dotted] = /^(.+)\.(\d+)$/.exec(name) ?? [];
    const number = dotted ?? /^vlan(\d+)$/.exec(name)?.[1];
    if (stem === undefined && device === undefined) {
      error("vlan_raw_device", `VLAN ${name} needs vlan_raw_device, the interface that it is on`);
    }
    if (stem !== undefined && device !== undefined && device !== stem) {
      error("vlan_raw_device", `is ${device}, but the name ${name} says ${stem}`);
    }
    if (number === undefined && id === undefined) error("vlan_id", `VLAN ${name} needs vlan_id`);
    if (number !== undefined && id !== undefined && Number(number) !== id) {
      error("vlan_id", `is ${id}, but the name ${name} says ${number}`);
    }
    if (number !== undefined && (Number(number) < 1 || Number(number) > 4094)) {
      error("name", `${name} is VLAN ${number}; there are VLANs 1 to 4094`);
    }
  }
}

function gateways(context: RuleContext): void {
  const all = placedInterfaces(context);
  for (const field of ["gateway", "gateway6"] as const) {
    const uses = all.flatMap((placed): Use[] =>
      placed.each[field] === undefined
        ? []
        : [{ kind: "hypervisor", path: at(placed, field), value: field, by: placed.each.name }],
    );
    reportDoubles(context, uses, "duplicate-gateway", (value) => `the ${value} of the node`);
  }
  for (const placed of all) {
    const { name, address, gateway } = placed.each;
    if (gateway === undefined || address === undefined || isInside(gateway, address)) continue;
    const message = `${gateway} does not lie in the network of ${name}, ${address}`;
    context.report.error("hypervisor", at(placed, "gateway"), "gateway-network", message);
  }
}

function isInside(gateway: string, cidr: string): boolean {
  const [base = "", prefix] = cidr.split("/");
  if (!isIPv4(base) || !isIPv4(gateway)) return true;
  const number = (text: string) =>
    text.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(base) / size) === Math.floor(number(gateway) / size);
}

function ports(context: RuleContext): void {
  const all = placedInterfaces(context);
  const uses = all.flatMap((placed) =>
    (["bridge_ports", "slaves"] as const).flatMap((field) =>
      (placed.each[field] ?? []).map((value): Use => ({
        ...{ kind: "hypervisor", path: at(placed, field) },
        ...{ value, by: placed.each.name },
      })),
    ),
  );
  reportDoubles(context, uses, "duplicate-port", (value) => `the interface ${value}`);
  for (const { value, path, by } of uses) {
    const port = all.find(({ each }) => each.name === value)?.each;
    if (port?.address === undefined && port?.address6 === undefined) continue;
    const message = `${value} is declared with an address, and an interface on ${by} can have none`;
    context.report.error("hypervisor", path, "port-with-address", message);
  }
}

function resolvers({ declaration, report }: RuleContext): void {
  const count = declaration.hypervisor?.network?.dns.servers.length ?? 0;
  if (count <= 3) return;
  const message = `are ${count} DNS servers; Proxmox VE and the resolver take three`;
  report.error("hypervisor", ["network", "dns", "servers"], "dns-servers", message);
}
