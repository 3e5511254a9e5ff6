import { parseRule, type FirewallRule } from "./rule";

export interface FirewallAlias {
  readonly name: string;
  /** An address or a network. */
  readonly cidr: string;
  /** "" for none. */
  readonly comment: string;
}

export interface IpSet {
  readonly comment: string;
  /** By address, network or alias. */
  readonly entries: Readonly<Record<string, IpSetEntry>>;
}

interface IpSetEntry {
  /** True for what is not in the set although a larger network is. */
  readonly nomatch: boolean;
  readonly comment: string;
}

export interface SecurityGroup {
  readonly comment: string;
  readonly rules: readonly FirewallRule[];
}

/** A firewall file: of the datacenter, a node or a guest. The latter two have no groups, a node's only options and rules. */
export interface FirewallFile {
  readonly options: Readonly<Record<string, string>>;
  /** By name in lower case. */
  readonly aliases: Readonly<Record<string, FirewallAlias>>;
  readonly ipsets: Readonly<Record<string, IpSet>>;
  readonly groups: Readonly<Record<string, SecurityGroup>>;
  readonly rules: readonly FirewallRule[];
}

/** What a file that is not there says. */
export const emptyFirewall: FirewallFile = {
  options: {},
  aliases: {},
  ipsets: {},
  groups: {},
  rules: [],
};

/** Reads a file as PVE does (PVE/Firewall.pm, generic_fw_config_parser): what it does not understand is left out. */
export function parseFirewallFile(text: string): FirewallFile {
  const options: Record<string, string> = {};
  const aliases: Record<string, FirewallAlias> = {};
  const ipsets: Record<string, IpSet> = {};
  const groups: Record<string, SecurityGroup> = {};
  const rules: FirewallRule[] = [];
  let read: (line: string) => void = () => undefined;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, kind = "", given = "", comment = ""] =
      /^\[(options|aliases|rules|ipset|group)(?:\s+(\S+))?\]\s*(?:#\s*(.*))?$/i.exec(line) ?? [];
    const name = given.toLowerCase();
    switch (kind.toLowerCase()) {
      case "options":
        read = (each) => readOption(options, each);
        break;
      case "aliases":
        read = (each) => readAlias(aliases, each);
        break;
      case "rules":
        read = (each) => rules.push(...present(parseRule(each)));
        break;
      case "ipset": {
        const entries: Record<string, IpSetEntry> = {};
        ipsets[name] = { comment, entries };
        read = (each) => readEntry(entries, each);
        break;
      }
      case "group": {
        const list: FirewallRule[] = [];
        groups[name] = { comment, rules: list };
        read = (each) => list.push(...present(parseRule(each)));
        break;
      }
      default:
        read(line);
    }
  }
  return { options, aliases, ipsets, groups, rules };
}

/** An address without the prefix length that means one address, which PVE drops when it reads (parse_ip_or_cidr). */
function plainCidr(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

function readOption(options: Record<string, string>, line: string): void {
  const [, key, value] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
  if (key !== undefined && value !== undefined) options[key.toLowerCase()] = value;
}

function readAlias(aliases: Record<string, FirewallAlias>, line: string): void {
  const [content, comment] = splitComment(line);
  const [, name, cidr] = /^(\S+)\s(\S+)$/.exec(content) ?? [];
  if (name === undefined || cidr === undefined) return;
  aliases[name.toLowerCase()] = { name, cidr: plainCidr(cidr), comment };
}

function readEntry(entries: Record<string, IpSetEntry>, line: string): void {
  const [content, comment] = splitComment(line);
  const [, no, cidr] = /^(!)?\s*(\S+)$/.exec(content) ?? [];
  if (cidr !== undefined) entries[plainCidr(cidr)] = { nomatch: no !== undefined, comment };
}

function splitComment(line: string): [content: string, comment: string] {
  const at = line.indexOf("#");
  return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
