import { createHash } from "node:crypto";
import { z } from "zod";
import { isBetween, type AutomaticAddress } from "../../config/automatic-addresses";
import { toAddress, toNumber } from "../../config/ipv4";
import type { Container, Inspected } from "../../host/inspection";
import { parsePropertyString } from "../../host/property-string";
import type { Refusal } from "../lifecycle";
import { readNotes } from "./mark";
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
  const guests = inPrecedence([
    ...[...containers.values()].map((guest) => ({ guest, keys: "net" as const })),
    ...[...virtualMachines.values()].map((guest) => ({ guest, keys: "ipconfig" as const })),
  ]);
  const live = new Map(guests.flatMap(({ guest, keys }) => liveAddresses(guest, keys)));
  const used = guests.flatMap(({ guest, keys }) => usedAddresses(guest, keys));
  for (const [key, range] of Object.entries(auto)) {
    const given = giveAddresses(range, live, used).get(`${spec.vmid}/${key}`);
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
 * An address for each that chooses from a range, by `VMID/KEY`. One that has an address of the range keeps it; of two
 * that have the same, the first one. The others take, in the order of their names, the place that a hash of the name
 * says, or the next one that is free: so an address hangs on the name alone as long as no other guest has it, and is the
 * same on every machine.
 */
export function giveAddresses(
  { first, last, among, reserved }: AutomaticAddress,
  live: ReadonlyMap<string, string>,
  used: readonly UsedAddress[] = [],
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
  for (const [place, address] of live) {
    if (!(place in among) || taken.has(address)) continue;
    if (isBetween(address, first, last)) give(place, address);
  }
  for (const [place, name] of choosing) {
    if (given.has(place) || size < 1) continue;
    const start = createHash("sha256").update(name).digest().readUInt32BE() % size;
    for (let step = 0; step < size; step += 1) {
      const address = toAddress(base + ((start + step) % size));
      const isUsed = used.some((by) => by.address === address && !place.startsWith(`${by.vmid}/`));
      if (taken.has(address) || isUsed) continue;
      give(place, address);
      break;
    }
  }
  return given;
}

/** An address that a guest answers at until it is started anew, whatever is written for it. */
interface UsedAddress {
  readonly vmid: number;
  readonly address: string;
}

/** Of what waits for the next start, what is there now; of a virtual machine, what its drive of cloud-init still says. */
function usedAddresses({ vmid, config }: Container, keys: Key): UsedAddress[] {
  return [config.current.values, config.cloudinit].flatMap((values) =>
    numbered(values, keys).flatMap(([, text]) => {
      const address = staticAddress(text);
      return address === undefined ? [] : [{ vmid, address }];
    }),
  );
}

/**
 * Who keeps an address that two have, as a layer and a copy of it do whose making was cut off: one that runs, then the
 * one that the other was cloned from.
 */
function inPrecedence<Each extends { readonly guest: Container }>(all: readonly Each[]): Each[] {
  const layers = new Map(
    all.flatMap(({ guest: { vmid, config } }) => {
      const layer = readNotes(config.current).layer?.split("@")[0];
      return layer === undefined ? [] : [[vmid, Number(layer)]];
    }),
  );
  const depth = (vmid: number, seen = 0): number => {
    const layer = layers.get(vmid);
    return layer === undefined || seen > all.length ? seen : depth(layer, seen + 1);
  };
  return all.toSorted(
    ({ guest: a }, { guest: b }) =>
      Number(b.running) - Number(a.running) || depth(a.vmid) - depth(b.vmid) || a.vmid - b.vmid,
  );
}

/** The IPv4 address of the first interface of a container, or of a virtual machine where cloud-init gives it one; "" for none. */
export function addressOf(guest: Container, keys: Key): string {
  const live = new Map(liveAddresses(guest, keys));
  return live.get(`${guest.vmid}/${keys}0`) ?? live.get(`${guest.vmid}/dhcp`) ?? "";
}

/**
 * The addresses that a guest has on the host, by `VMID/KEY`: that of a container stands in `netN`, that of a virtual
 * machine in `ipconfigN`. What waits for the next start counts as done.
 */
function liveAddresses(
  { vmid, config, leasedAddress }: Container,
  keys: Key,
): [place: string, address: string][] {
  return [
    ...numbered(effective(config), keys).flatMap(([key, text]): [string, string][] => {
      const address = staticAddress(text);
      return address === undefined ? [] : [[`${vmid}/${key}`, address]];
    }),
    ...(leasedAddress === undefined ? [] : [[`${vmid}/dhcp`, leasedAddress] as [string, string]]),
  ];
}

function staticAddress(text: string): string | undefined {
  const [address = ""] = (parsePropertyString(text)["ip"] ?? "").split("/");
  return /^[\d.]+$/.test(address) ? address : undefined;
}
