import { isIPv4, isIPv6 } from "node:net";
import type { Format } from "../api/schema/property";

/** Formats of PVE/Firewall.pm; each says what is wrong in its words. */
export const cidrFormat: Format = (value) =>
  ipVersion(value) === undefined || value.includes("-")
    ? "value does not look like a valid IP address or CIDR network\n"
    : undefined;

export const cidrOrAliasFormat: Format = (value) =>
  new RegExp(`^(?:dc/|guest/)?${name}$`).test(value) ? undefined : cidrFormat(value);

const name = "[A-Za-z][A-Za-z0-9\\-_]+";

/** parse_address_list: an ip set, an alias, a range, or addresses and networks separated by commas. */
export const addressListFormat: Format = (value) => {
  if (/^\+\S+$/.test(value)) return undefined;
  if (new RegExp(`^(?:dc/|guest/)?${name}$`).test(value)) return undefined;
  const parts = value.split(",");
  if (parts.includes("")) return "extraneous commas in list\n";
  const versions = parts.map(ipVersion);
  for (const [at, part] of parts.entries()) {
    if (versions[at] === undefined) return `invalid IP address: ${addressProblem(part)}\n`;
    if (versions[at] !== versions[0]) {
      return `detected mixed ipv4/ipv6 addresses in address list '${value}'\n`;
    }
  }
  const hasRange = parts.some((part) => part.includes("-"));
  return hasRange && parts.length > 1 ? "you can't use a range in a list\n" : undefined;
};

/** The IP version of an address, a network without host bits, or a range; undefined for anything else. */
export function ipVersion(value: string): 4 | 6 | undefined {
  const [from = "", to] = value.split("-");
  if (to !== undefined) {
    const version = ipVersion(from);
    return ipVersion(to) === version ? version : undefined;
  }
  const [address = "", prefix] = value.split("/");
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  const longest = version === 4 ? 32 : 128;
  if (prefix === undefined) return version;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest ? version : undefined;
}

/** Ports and ranges, or names of /etc/services; icmp types where a destination port of ICMP is given. */
export function portListProblem(value: string, services: ReadonlySet<string>): string | undefined {
  const parts = value.split(",");
  if (parts.includes("")) return "extraneous commas in list";
  let count = 0;
  for (const part of parts) {
    const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(part) ?? [];
    if (first === undefined) {
      if (!services.has(part)) return `invalid port '${part}'`;
      continue;
    }
    count += last === undefined ? 1 : 2;
    const tooLarge = [first, last ?? first].find((port) => Number(port) > 65535);
    if (tooLarge !== undefined) return `invalid port '${tooLarge}'`;
    if (last !== undefined && Number(first) > Number(last)) {
      return `backwards range '${first}:${last}' not allowed, did you mean '${last}:${first}'?`;
    }
  }
  return count > 15 ? "too many entries in port list (> 15 numbers)" : undefined;
}

export const icmpTypes: ReadonlySet<string> = new Set(
  (
    "any echo-reply destination-unreachable network-unreachable host-unreachable protocol-unreachable port-unreachable " +
    "fragmentation-needed source-route-failed network-unknown host-unknown network-prohibited host-prohibited " +
    "TOS-network-unreachable TOS-host-unreachable communication-prohibited host-precedence-violation precedence-cutoff " +
    "source-quench redirect network-redirect host-redirect TOS-network-redirect TOS-host-redirect echo-request " +
    "router-advertisement router-solicitation time-exceeded ttl-zero-during-transit ttl-zero-during-reassembly " +
    "parameter-problem ip-header-bad required-option-missing timestamp-request timestamp-reply address-mask-request " +
    "address-mask-reply"
  ).split(" "),
);

export const icmpv6Types: ReadonlySet<string> = new Set(
  (
    "destination-unreachable no-route communication-prohibited beyond-scope address-unreachable port-unreachable " +
    "failed-policy reject-route packet-too-big time-exceeded ttl-zero-during-transit ttl-zero-during-reassembly " +
    "parameter-problem bad-header unknown-header-type unknown-option echo-request echo-reply router-solicitation " +
    "router-advertisement neighbor-solicitation neighbour-solicitation neighbor-advertisement neighbour-advertisement " +
    "redirect"
  ).split(" "),
);

export const icmpTypeFormat: Format = (value) =>
  value === "" || icmpTypes.has(value) || icmpv6Types.has(value)
    ? undefined
    : `invalid icmp-type value '${value}'\n`;

/** Net::IP's words. */
function addressProblem(text: string): string {
  return /^[\d.:/a-fA-F-]+$/.test(text)
    ? `Invalid IP address ${text}`
    : `Invalid chars in IP ${text}`;
}
