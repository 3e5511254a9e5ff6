import type { AddressSource, AutomaticAddress } from "../config/automatic-addresses";

/** What a guest's interfaces choose their addresses from, by the keys that Proxmox has for these. */
export function sourcesOf(
  vmid: number,
  key: "net" | "ipconfig",
  addresses: ReadonlyMap<string, AddressSource>,
): Record<string, AddressSource> {
  return Object.fromEntries(
    [`${key}0`, `${key}1`].flatMap((each) => {
      const source = addresses.get(`${vmid}/${each}`);
      return source === undefined ? [] : [[each, source]];
    }),
  );
}

/** The input of guests that choose; of others nothing. */
export function choosing(sources: Readonly<Record<string, AddressSource>>): {
  readonly auto?: Record<string, AutomaticAddress>;
} {
  const auto = Object.entries(sources).map(([key, source]) => [key, source.auto] as const);
  return auto.length === 0 ? {} : { auto: Object.fromEntries(auto) };
}

/** An address without its prefix length; "" for none. */
export function bareAddress(ip = ""): string {
  return ip.split("/")[0] ?? "";
}
