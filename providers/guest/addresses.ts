import { createHash } from "node:crypto";
import { z } from "zod";
import { isBetween, type AutomaticAddress } from "../../config/automatic-addresses";
import { toAddress, toNumber } from "../../config/ipv4";
import type { Container, Inspected } from "../../host/inspection";
import { parsePropertyString } from "../../host/property-string";
import type { Refusal } from "../lifecycle";
import { effective, numbered } from "./values";

/** What interfaces choose their address from; never an input, because it is chosen when inputs are checked. */
export const automatic = z
  .record(
    z.string(),
    z.strictObject({
      first: z.string(),
      last: z.string(),
      among: z.record(z.string(), z.string()),
      reserved: z.array(z.string()).readonly(),
    }),
  )
  .optional();

/** Keys under which Proxmox has the addresses of containers and of virtual machines. */
type Key = "net" | "ipconfig";

interface Choosing {
  readonly vmid: number;
  readonly auto?: z.infer<typeof automatic>;
}

/** The spec with an address for each interface that is to have one of a range; one for which none is left stays. */
export function withAddresses<
  Spec extends Choosing & { readonly [K in Field]?: object | undefined },
  Field extends Key,
>(
  spec: Spec,
  field: Field,
  { containers, virtualMachines }: Inspected<"containers" | "virtualMachines">,
): Spec {
  const { auto, ...rest } = spec;
  if (auto === undefined) return spec;
  const interfaces: Record<string, object> = { ...spec[field] };
  const left: Record<string, AutomaticAddress> = {};
  const live = new Map([
    ...liveAddresses([...containers.values()], "net"),
    ...liveAddresses([...virtualMachines.values()], "ipconfig"),
  ]);
  for (const [key, range] of Object.entries(auto)) {
    const given = giveAddresses(range, live).get(`${spec.vmid}/${key}`);
    const [, prefix] = range.first.split("/");
    if (given === undefined || interfaces[key] === undefined) left[key] = range;
    else interfaces[key] = { ...interfaces[key], ip: `${given}/${prefix}` };
  }
  const still = Object.keys(left).length > 0 && { auto: left };
  return { ...rest, [field]: interfaces, ...still } as Spec;
}

/** Interfaces for which no address of their range is left. */
export function withoutAddress({ auto = {} }: Choosing, title: string, property: Key): Refusal[] {
  return Object.entries(auto).map(([key, { first, last }]) => ({
    property,
    reason: `${title}: no address is left for ${key} between ${first} and ${last}`,
  }));
}

/**
 * An address for each that chooses from a range, by `VMID/KEY`. One that has an address of the range keeps it. The
 * others take, in the order of their names, the place that a hash of the name says, or the next one that is free: so an
 * address hangs on the name alone as long as no other guest has it, and is the same on every machine.
 */
export function giveAddresses(
  { first, last, among, reserved }: AutomaticAddress,
  live: ReadonlyMap<string, string>,
): Map<string, string> {
  const [from = ""] = first.split("/");
  const base = toNumber(from);
  const size = toNumber(last) - base + 1;
  const taken = new Set(reserved);
  for (const [place, address] of live) if (!(place in among)) taken.add(address);
  const given = new Map<string, string>();
  const give = (place: string, address: string) => {
    given.set(place, address);
    taken.add(address);
  };
  const choosing = Object.entries(among).sort(([a, nameA], [b, nameB]) =>
    nameA < nameB || (nameA === nameB && a < b) ? -1 : 1,
  );
  for (const [place] of choosing) {
    const address = live.get(place);
    if (address === undefined || taken.has(address)) continue;
    if (isBetween(address, first, last)) give(place, address);
  }
  for (const [place, name] of choosing) {
    if (given.has(place) || size < 1) continue;
    const start = createHash("sha256").update(name).digest().readUInt32BE() % size;
    for (let step = 0; step < size; step += 1) {
      const address = toAddress(base + ((start + step) % size));
      if (taken.has(address)) continue;
      give(place, address);
      break;
    }
  }
  return given;
}

/** The IPv4 address of the first interface of a container, or of a virtual machine where cloud-init gives it one; "" for none. */
export function addressOf(guest: Container, keys: Key): string {
  const live = liveAddresses([guest], keys);
  return live.get(`${guest.vmid}/${keys}0`) ?? live.get(`${guest.vmid}/dhcp`) ?? "";
}

/**
 * The addresses that guests have on the host, by `VMID/KEY`: that of a container stands in `netN`, that of a virtual
 * machine in `ipconfigN`. What waits for the next start counts as done.
 */
function liveAddresses(
  guests: readonly Pick<Container, "vmid" | "config" | "leasedAddress">[],
  keys: Key,
): Map<string, string> {
  return new Map(
    guests.flatMap(({ vmid, config, leasedAddress }) => [
      ...numbered(effective(config), keys).flatMap(([key, text]): [string, string][] => {
        const [address = ""] = (parsePropertyString(text)["ip"] ?? "").split("/");
        return /^[\d.]+$/.test(address) ? [[`${vmid}/${key}`, address]] : [];
      }),
      ...(leasedAddress === undefined ? [] : [[`${vmid}/dhcp`, leasedAddress] as const]),
    ]),
  );
}
