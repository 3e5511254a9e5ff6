import { failure } from "../api/api-error";
import { splitList } from "../api/schema/formats";
import type { ConfInterface } from "./interfaces-conf";

type All = ReadonlyMap<string, ConfInterface>;

/** Whether the interfaces fit together, as PVE asks before it writes them (PVE/Network/Interfaces.pm). */
export function checkInterfaces(all: All): void {
  checkPorts(all);
  for (const [name, each] of all) if (each.type === "bond") checkBond(all, name, each);
  for (const [name, each] of all) if (each.type === "vlan") checkVlan(all, name, each);
  for (const [name, each] of all) if (each.type === "bridge") checkBridge(all, name, each);
}

function checkPorts(all: All): void {
  const used = new Map<string, string>();
  for (const [name, { fields }] of all) {
    for (const port of portsOf(fields)) {
      const other = used.get(port);
      if (other !== undefined && other !== name) {
        throw failure(`port '${port}' is already used on interface '${other}'`);
      }
      used.set(port, name);
    }
  }
}

/** The interfaces that a bridge or a bond takes. */
export function portsOf(fields: ReadonlyMap<string, string>): string[] {
  return ["bridge_ports", "slaves"].flatMap((key) => splitList(fields.get(key) ?? ""));
}

function checkBond(all: All, name: string, { fields }: ConfInterface): void {
  const slaves = splitList(fields.get("slaves") ?? "");
  if (slaves.length === 0) return;
  for (const slave of slaves) {
    const each = all.get(slave);
    if (!each) throw failure(`bond '${name}' - unable to find slave '${slave}'`);
    each.autostart = true;
    if (each.type !== "eth" && each.type !== "bond") {
      throw failure(
        `bond '${name}' - wrong interface type on slave '${slave}' ('${each.type}' != 'eth or bond')`,
      );
    }
    checkMtu(all, name, slave);
  }
  const primary = fields.get("bond-primary");
  if (primary !== undefined && !slaves.includes(primary)) {
    throw failure(`bond '${name}' - bond-primary interface is not a slave`);
  }
}

function checkVlan(all: All, name: string, { fields }: ConfInterface): void {
  const [, stem, tag] = /^(\S+)\.(\d+)$/.exec(name) ?? [];
  const parent = stem ?? fields.get("vlan-raw-device");
  if (parent === undefined) throw failure("missing vlan-raw-device option");
  const number = tag ?? /^vlan(\d+)$/.exec(name)?.[1] ?? fields.get("vlan-id");
  if (number === undefined) throw failure("missing vlan-id option");
  if (Number(number) > 4094) {
    throw failure(`vlan '${name}' - vlan-id ${number} should be <= 4094`);
  }
  const below = all.get(parent);
  if (!below) throw failure(`vlan '${name}' - unable to find parent '${parent}'`);
  if (!["eth", "bridge", "bond", "vlan"].includes(below.type)) {
    throw failure(
      `vlan '${name}' - wrong interface type on parent '${parent}' ('${below.type}' != 'eth|bond|bridge|vlan' )`,
    );
  }
  checkMtu(all, parent, name);
}

function checkBridge(all: All, name: string, { fields }: ConfInterface): void {
  for (const port of splitList(fields.get("bridge_ports") ?? "")) {
    const each = all.get(port);
    if (!each) {
      // A VLAN that only the bridge names is made with it.
      if (/\S+\.\d+$/.test(port)) continue;
      throw failure(`bridge '${name}' - unable to find bridge port '${port}'`);
    }
    const isStatic = (suffix: string, nothing: string) =>
      each.fields.get(`method${suffix}`) === "static" &&
      each.fields.get(`address${suffix}`) !== nothing;
    if (isStatic("", "0.0.0.0") || isStatic("6", "::")) {
      throw failure(`iface ${port} - ip address can't be set on interface if bridged in ${name}`);
    }
    checkMtu(all, port, name);
  }
}

function checkMtu(all: All, parent: string, child: string): void {
  const wanted = Number(all.get(child)?.fields.get("mtu") ?? 0);
  if (wanted === 0) return;
  const above = all.get(parent);
  const own = Number(above?.fields.get("mtu") ?? 0);
  const mtu = own > 0 ? own : above?.type === "bond" ? wanted : 1500;
  if (mtu < wanted) {
    throw failure(`interface '${parent}' - mtu ${mtu} is lower than '${child}' - mtu ${wanted}`);
  }
}
