import { align } from "./align";

/** A guest with the address that it has; "" for none. */
interface Addressed {
  readonly vmid: number;
  readonly name: string;
  readonly address: string;
}

interface Format {
  /** As hosts(5). */
  readonly hosts: boolean;
  /** As dnsmasq(8) reads it from a file of its configuration. */
  readonly dnsmasq: boolean;
  readonly domain: string | undefined;
}

/** The guests with their addresses: as a table, or those that have one as lines of a hosts or dnsmasq file. */
export function addressLines(
  guests: readonly Addressed[],
  { hosts, dnsmasq, domain }: Format,
): string[] {
  const known = guests.filter(({ address }) => address !== "");
  // The first of several names is the canonical one.
  const namesOf = (name: string) => (domain === undefined ? [name] : [`${name}.${domain}`, name]);
  if (hosts) return known.map(({ name, address }) => `${address}\t${namesOf(name).join(" ")}`);
  if (dnsmasq) {
    return known.map(({ name, address }) => `host-record=${namesOf(name).join(",")},${address}`);
  }
  const rows = guests.map(({ vmid, name, address }) => [String(vmid), name, address || "none"]);
  return align([["vmid", "guest", "address"], ...rows]);
}
