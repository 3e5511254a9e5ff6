import { interfaceSettings, type InterfaceSettings } from "../host/interface-settings";
import type { FileInterfaces } from "../host/interfaces-file";
import type { Link } from "../host/links";
import { cardsOf, type Network } from "../host/network";
import { same } from "./compare";
import type { Bag, Value } from "./lifecycle";
import type { InterfaceSpec, NetworkSpec, RunningSpec } from "./network-schema";

/** What a file says of all its interfaces. */
export function settingsOf(
  file: FileInterfaces,
  { links }: Network,
): ReadonlyMap<string, InterfaceSettings> {
  const cards = cardsOf(links);
  return new Map(
    [...file].map(([name, found]) => [name, interfaceSettings(name, found, cards.includes(name))]),
  );
}

/** An interface of the file in the declared words, null where there is none. */
function observeInterface(wanted: InterfaceSpec, live: InterfaceSettings | undefined): Bag | null {
  if (live === undefined) return null;
  const found: Bag = { ...live };
  return inWordsOf(wanted, (key) => found[key] ?? null);
}

/** The declared interfaces as the file has them. */
export function observeFile(
  { interfaces }: NetworkSpec,
  live: ReadonlyMap<string, InterfaceSettings>,
): Record<string, Bag | null> {
  return Object.fromEntries(
    Object.entries(interfaces).map(([name, wanted]) => [
      name,
      observeInterface(wanted, live.get(name)),
    ]),
  );
}

/** The declared interfaces as the kernel has them. */
export function observeRunning(
  { running }: NetworkSpec,
  network: Network,
): Record<string, Bag | null> {
  return Object.fromEntries(
    Object.entries(running).map(([name, wanted]) => {
      const link = network.links.get(name);
      return [name, link === undefined ? null : observeLink(name, wanted, link, network)];
    }),
  );
}

/** The names of declared interfaces that the file has otherwise. */
export function driftedInterfaces(
  spec: NetworkSpec,
  live: ReadonlyMap<string, InterfaceSettings>,
): string[] {
  const observed = observeFile(spec, live);
  return Object.entries(spec.interfaces)
    .filter(([name, wanted]) => !same(wanted, observed[name]))
    .map(([name]) => name);
}

function observeLink(name: string, wanted: RunningSpec, link: Link, network: Network): Bag {
  const gateway = (isV6: boolean, declared: string | null | undefined) =>
    preferred(
      network.routes
        .filter(({ dev, gateway: via }) => dev === name && via.includes(":") === isV6)
        .map(({ gateway: via }) => via),
      declared,
    );
  const address = (isV6: boolean, declared: string | null | undefined) =>
    preferred(
      link.addresses.filter((each) => each.includes(":") === isV6),
      declared,
    );
  const live: Bag = {
    up: link.up,
    cidr: address(false, wanted.cidr),
    gateway: gateway(false, wanted.gateway),
    cidr6: address(true, wanted.cidr6),
    gateway6: gateway(true, wanted.gateway6),
    mtu: link.mtu,
    bridge_ports: portsOf(name, network),
    bridge_vlan_aware: link.vlanFiltering ?? null,
    slaves: portsOf(name, network),
    bond_mode: link.bond?.mode ?? null,
    "bond-primary": link.bond?.primary ?? null,
    bond_xmit_hash_policy: link.bond?.policy ?? null,
  };
  return inWordsOf(wanted, (key) => live[key] ?? null);
}

/** The declared one where it is among them: more may be there, of somebody else's. */
function preferred(found: readonly string[], wanted: string | null | undefined): string | null {
  if (wanted !== null && wanted !== undefined && found.includes(wanted)) return wanted;
  return found[0] ?? null;
}

/** Guests come and go on a bridge with ports of their own (veth, tap): only cards, bonds and VLANs are the node's. */
function portsOf(master: string, { links }: Network): string[] {
  return [...links]
    .filter(([, link]) => link.master === master)
    .filter(([, { kind }]) => kind === undefined || ["bond", "vlan", "dummy"].includes(kind))
    .map(([name]) => name)
    .sort();
}

/** Lists of ports are sets, and no port is the same as no list. */
function inWordsOf(wanted: Bag, live: (key: string) => Value): Bag {
  return Object.fromEntries(
    Object.keys(wanted)
      .filter((key) => wanted[key] !== undefined)
      .map((key) => {
        const [declared, found] = [wanted[key], live(key)];
        if (declared === null && Array.isArray(found) && found.length === 0) return [key, null];
        if (declared === null && found === false) return [key, null];
        if (declared === false && found === null) return [key, false];
        if (!Array.isArray(declared)) return [key, found];
        const list = Array.isArray(found) ? (found as string[]) : [];
        const isSame = same([...(declared as string[])].sort(), [...list].sort());
        return [key, isSame ? declared : list];
      }),
  );
}
