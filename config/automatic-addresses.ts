import type { AddressRange } from "./fields/address-range";
import { toAddress, toNumber } from "./ipv4";
import type { ContainerConfig, InterfaceConfig, PhoenixConfig } from "./types";

/** What is known of the address of an interface with `ip` auto before the host is asked. */
export interface AutomaticAddress {
  /** With the network's prefix length. */
  readonly first: string;
  readonly last: string;
  /** All that choose from the range: by `VMID/netN` the name by which they choose. */
  readonly among: Readonly<Record<string, string>>;
  /** Addresses in the range that are declared for others. */
  readonly reserved: readonly string[];
}

/** What an interface with `ip` auto chooses from, and the gateway of those that name none. */
export interface AddressSource {
  readonly auto: AutomaticAddress;
  readonly gw?: string;
}

/** An interface of a container with its key in Proxmox's configuration. */
interface Interface {
  readonly container: ContainerConfig;
  readonly key: "net0" | "net1";
  readonly net: InterfaceConfig;
}

type Declared = Pick<PhoenixConfig, "containers" | "vms"> & {
  readonly hypervisor: Pick<PhoenixConfig["hypervisor"], "network">;
};

/** The interfaces of all containers. */
export function interfacesOf(containers: readonly ContainerConfig[]): Interface[] {
  return containers.flatMap((container) => {
    const { network_config: net0, secondary_network_config: net1 } = container;
    return [
      { container, key: "net0" as const, net: net0 },
      ...(net1 === undefined ? [] : [{ container, key: "net1" as const, net: net1 }]),
    ];
  });
}

/** The declared range that an interface chooses from. */
export function rangeOf(
  { bridge, tag }: Pick<InterfaceConfig, "bridge" | "tag">,
  ranges: readonly AddressRange[],
): AddressRange | undefined {
  return ranges.find((range) => (range.bridge ?? "vmbr0") === bridge && range.tag === tag);
}

/** Of each interface with `ip` auto what it chooses from, by `VMID/netN`. */
export function automaticAddresses({
  containers,
  vms,
  hypervisor: { network },
}: Declared): ReadonlyMap<string, AddressSource> {
  const interfaces = interfacesOf(containers);
  const fixed = [
    ...interfaces.flatMap(({ net: { ip, gw } }) => [ip, gw]),
    ...vms.flatMap(({ network_config: net0, secondary_network_config: net1 }) =>
      [net0, net1].flatMap((net) => [net?.ip, net?.gw]),
    ),
    ...(network?.interfaces ?? []).flatMap(({ address, gateway }) => [address, gateway]),
    ...(network?.address_ranges ?? []).map(({ gw }) => gw),
    ...(network?.dns.servers ?? []),
  ].flatMap((text = "") => (/^[\d.]+/.test(text) ? [text.split("/")[0] ?? ""] : []));
  const found = new Map<string, AddressSource>();
  for (const range of network?.address_ranges ?? []) {
    const choosing = interfaces.filter(
      ({ net }) => net.ip === "auto" && rangeOf(net, [range]) !== undefined,
    );
    const { first, last, gw } = range;
    const inRange = (address: string) => isBetween(address, first, last);
    const reserved = [
      ...new Set([...fixed.filter(inRange), ...ends(first).filter(inRange)]),
    ].sort();
    const among = Object.fromEntries(choosing.map((each) => [placeOf(each), nameOf(each)]));
    const source = { auto: { first, last, among, reserved }, ...(gw !== undefined && { gw }) };
    for (const each of choosing) found.set(placeOf(each), source);
  }
  return found;
}

/** True for an address from the first (with or without its prefix length) to the last. */
export function isBetween(address: string, first: string, last: string): boolean {
  const [from = "0.0.0.0"] = first.split("/");
  return toNumber(from) <= toNumber(address) && toNumber(address) <= toNumber(last);
}

/** The addresses of a network that no guest can have: its own, and that of all. */
function ends(address: string): string[] {
  const [base = "0.0.0.0", prefix] = address.split("/");
  const size = 2 ** (32 - Number(prefix));
  const start = toNumber(base) - (toNumber(base) % size);
  return size <= 2 ? [] : [toAddress(start), toAddress(start + size - 1)];
}

function placeOf({ container, key }: Interface): string {
  return `${container.vmid}/${key}`;
}

/** The name that a container had first; its second interface chooses by one of its own. */
function nameOf({ container: { name, aliases = [] }, key }: Interface): string {
  const first = (aliases[0] ?? name).toLowerCase();
  return key === "net0" ? first : `${first} ${key}`;
}
