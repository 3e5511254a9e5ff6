import { text } from "./text";

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const cidr = `${ipv4}/(?:3[0-2]|[12]?\\d)`;
const ipv6 = "(?=[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:)[0-9a-fA-F:.]{2,45}";

/** An IPv4 address. */
export const address = text("an IPv4 address such as 10.0.0.1", new RegExp(`^${ipv4}$`));

/** An IPv4 address with its prefix length. */
export const addressWithPrefix = text(
  "an IPv4 address with prefix length such as 10.0.0.13/24",
  new RegExp(`^${cidr}$`),
);

/** An IPv4 address of the node itself; PVE wants a prefix of 8 bits at least (CIDRv4 of PVE/JSONSchema.pm). */
export const hostAddress = text(
  "an IPv4 address with a prefix length from 8 to 32 such as 10.0.0.13/24",
  new RegExp(`^${ipv4}/(?:3[0-2]|[12]\\d|[89])$`),
);

/** An IPv6 address. */
export const address6 = text("an IPv6 address such as fd00::1", new RegExp(`^${ipv6}$`));

/** An IPv6 address with its prefix length. */
export const address6WithPrefix = text(
  "an IPv6 address with a prefix length from 8 to 128 such as fd00::13/64",
  new RegExp(`^${ipv6}/(?:12[0-8]|1[01]\\d|[1-9]\\d|[89])$`),
);

/** What net[n] takes as `ip`, or `auto` for one of network.address_ranges. */
export const guestAddress = text(
  "an IPv4 address with prefix length such as 10.0.0.150/24, dhcp, or auto",
  new RegExp(`^(?:${cidr}|dhcp|auto)$`),
);

/** The original's oldest form of network_config: address, gateway and DNS server in one string. */
export const legacyNetwork = text(
  'a network_config object, or "ip/prefix,gateway,dns"',
  new RegExp(`^${cidr},${ipv4}(?:,${ipv4})?$`),
);

/** A DNS server. */
export const nameserver = text(
  "an IP address of a DNS server",
  new RegExp(`^(?:${ipv4}|${ipv6})$`),
);

/** DNS servers in one string, as pct.conf writes them. */
export const nameserverList = text(
  "one or more IP addresses of DNS servers, separated by blanks or commas",
  new RegExp(`^(?:${ipv4}|${ipv6})(?:[ ,]+(?:${ipv4}|${ipv6}))*$`),
);

/** What an NFS export names: an address or a network. */
export const addressOrNetwork = text(
  "an IPv4 address or network such as 10.0.0.0/24",
  new RegExp(`^${ipv4}(?:/(?:3[0-2]|[12]?\\d))?$`),
);

/** An address or a host name. */
export const host = text(
  "an IPv4 address or a host name",
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
);

/** An Ethernet address of one interface; PVE refuses multicast addresses (odd first octet). */
export const macAddress = text(
  "a unicast MAC address such as 52:54:00:AA:BB:CC",
  /^[0-9A-Fa-f][02468ACEace](?::[0-9A-Fa-f]{2}){5}$/,
).transform((mac) => mac.toUpperCase());
