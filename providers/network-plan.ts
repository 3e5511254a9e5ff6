import type { ApiParam } from "../host/api";
import type { InterfaceSettings } from "../host/interface-settings";
import type { InterfaceSpec, NetworkSpec } from "./network-schema";

/** A request of /nodes/NODE/network: one interface is made, or changed. */
export interface NetworkRequest {
  readonly method: "POST" | "PUT";
  readonly iface: string;
  readonly params: Readonly<Record<string, ApiParam>>;
}

type Live = ReadonlyMap<string, InterfaceSettings>;

/**
 * The requests that bring these interfaces from live to declared, in an order that PVE takes: a port or gateway is
 * given up by one interface before another gets it, and what an interface stands on is there before.
 */
export function planRequests(
  { interfaces }: NetworkSpec,
  names: readonly string[],
  live: Live,
): NetworkRequest[] {
  const chosen = names.flatMap((name) => {
    const wanted = interfaces[name];
    return wanted === undefined ? [] : [[name, wanted] as const];
  });
  const releases = chosen.flatMap(([name, wanted]) => {
    const found = live.get(name);
    const spec = found === undefined ? undefined : released(wanted, found);
    return found === undefined || spec === undefined ? [] : [request(name, spec, found)];
  });
  const settings = inOrder(chosen).map(([name, wanted]) => request(name, wanted, live.get(name)));
  return [...releases, ...settings];
}

/** What an interface is until the others have what it gives up; undefined where it gives up nothing. */
function released(wanted: InterfaceSpec, live: InterfaceSettings): InterfaceSpec | undefined {
  const keep = (ports: readonly string[] = [], declared: readonly string[] | null = []) =>
    ports.filter((port) => declared?.includes(port));
  const bridgePorts =
    wanted.bridge_ports === undefined
      ? live.bridge_ports
      : keep(live.bridge_ports, wanted.bridge_ports);
  const slaves = wanted.slaves === undefined ? live.slaves : keep(live.slaves, wanted.slaves);
  const dropsGateway = wanted.gateway === null && live.gateway !== undefined;
  const dropsGateway6 = wanted.gateway6 === null && live.gateway6 !== undefined;
  const dropsPorts =
    bridgePorts?.length !== live.bridge_ports?.length || slaves?.length !== live.slaves?.length;
  if (!dropsPorts && !dropsGateway && !dropsGateway6) return undefined;
  return {
    type: wanted.type,
    autostart: live.autostart,
    ...(bridgePorts !== undefined && { bridge_ports: [...bridgePorts] }),
    ...(slaves !== undefined && { slaves: [...slaves] }),
    ...(dropsGateway && { gateway: null }),
    ...(dropsGateway6 && { gateway6: null }),
  };
}

/** Everything after what it stands on. */
function inOrder(
  chosen: readonly (readonly [string, InterfaceSpec])[],
): (readonly [string, InterfaceSpec])[] {
  const done: (readonly [string, InterfaceSpec])[] = [];
  const visit = (each: readonly [string, InterfaceSpec], path: readonly string[]): void => {
    const [name, wanted] = each;
    if (done.includes(each) || path.includes(name)) return;
    for (const below of standsOn(name, wanted)) {
      const other = chosen.find(([candidate]) => candidate === below);
      if (other !== undefined) visit(other, [...path, name]);
    }
    done.push(each);
  };
  for (const each of chosen) visit(each, []);
  return done;
}

/** The interfaces that an interface is made of. */
export function standsOn(name: string, wanted: InterfaceSpec): string[] {
  const device = wanted["vlan-raw-device"] ?? /^(\S+)\.\d+$/.exec(name)?.[1];
  return [
    ...(wanted.bridge_ports ?? []),
    ...(wanted.slaves ?? []),
    ...(device === undefined ? [] : [device]),
  ];
}

/**
 * An update takes an address away that it does not name (PVE/API2/Network.pm), so that what is not declared of them is
 * sent as it is. Any value of bridge_vlan_aware makes a bridge so: to be without it, it has to be deleted.
 */
function request(
  iface: string,
  wanted: InterfaceSpec,
  live: InterfaceSettings | undefined,
): NetworkRequest {
  const { type, autostart, ...rest } = wanted;
  const params: Record<string, ApiParam> = { type, autostart };
  for (const key of ["cidr", "cidr6"] as const) {
    if (rest[key] === undefined && live?.[key] !== undefined) params[key] = live[key];
  }
  const deleted: string[] = [];
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const isEmpty = value === null || value === false || (Array.isArray(value) && !value.length);
    if (!isEmpty) params[key] = Array.isArray(value) ? value.join(" ") : value;
    else if (live !== undefined) deleted.push(key);
  }
  if (deleted.includes("bridge_vlan_aware") && !deleted.includes("bridge_vids")) {
    deleted.push("bridge_vids");
    delete params["bridge_vids"];
  }
  if (deleted.length > 0) params["delete"] = deleted.join(",");
  return { method: live === undefined ? "POST" : "PUT", iface, params };
}
