import type { AddressRange } from "./fields/address-range";
import { toAddress, toNumber } from "./ipv4";
import type { ContainerConfig, InterfaceConfig, PhoenixConfig, VmConfig } from "./types";

/** What is known of the address of an interface with `ip` auto before the host is asked. */
export interface AutomaticAddress {
  /** With the network's prefix length. */
  readonly first: string;
  readonly last: string;
  /** All that choose from the range: by `VMID/KEY` the name by which they choose. */
  readonly among: Readonly<Record<string, string>>;
  /** Addresses in the range that are declared for others. */
  readonly reserved: readonly string[];
}

/** What an interface with `ip` auto chooses from, and the gateway of those that name none. */
export interface AddressSource {
  readonly auto: AutomaticAddress;
  readonly gw?: string;
}

/** An interface of a guest. */
interface Interface {
  readonly guest: { readonly container: ContainerConfig } | { readonly vm: VmConfig };
  /** By which Proxmox's configuration has its address: `VMID/net0` of a container, `VMID/ipconfig0` of a virtual machine. */
  readonly place: string;
  readonly field: (typeof fields)[number];
  readonly net: Pick<InterfaceConfig, "bridge" | "gw" | "ip" | "tag">;
}

const fields = ["network_config", "secondary_network_config"] as const;

type Guests = Pick<PhoenixConfig, "containers" | "vms">;

type Declared = Guests & {
  readonly hypervisor: Pick<PhoenixConfig["hypervisor"], "network">;
};

/** The interfaces of all guests. */
export function interfacesOf({ containers, vms }: Guests): Interface[] {
  const all = [
    ...containers.map((container) => ({ guest: { container }, config: container, key: "net" })),
    ...vms.map((vm) => ({ guest: { vm }, config: vm, key: "ipconfig" })),
  ];
  return all.flatMap(({ guest, config, key }) =>
    fields.flatMap((field, at): Interface[] => {
      const net = config[field];
      return net === undefined ? [] : [{ guest, place: `${config.vmid}/${key}${at}`, field, net }];
    }),
  );
}

/** The declared range that an interface chooses from. */
export function rangeOf(
  { bridge, tag }: Pick<InterfaceConfig, "bridge" | "tag">,
  ranges: readonly AddressRange[],
): AddressRange | undefined {
  return ranges.find((range) => (range.bridge ?? "vmbr0") === bridge && range.tag === tag);
}

/** Of each interface with `ip` auto what it chooses from, by `VMID/KEY`. */
export function automaticAddresses({
  hypervisor: { network },
  ...guests
}: Declared): ReadonlyMap<string, AddressSource> {
  const interfaces = interfacesOf(guests);
  const fixed = [
    ...interfaces.flatMap(({ net: { ip, gw } }) => [ip, gw]),
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
    const among = Object.fromEntries(choosing.map((each) => [each.place, nameOf(each)]));
    const source = { auto: { first, last, among, reserved }, ...(gw !== undefined && { gw }) };
    for (const each of choosing) found.set(each.place, source);
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

/** The name that a guest had first; its second interface chooses by one of its own. */
function nameOf({ guest, field }: Interface): string {
  const { name, aliases = [] } = "vm" in guest ? guest.vm : guest.container;
  const first = (aliases[0] ?? name).toLowerCase();
  return field === "network_config" ? first : `${first} net1`;
}
