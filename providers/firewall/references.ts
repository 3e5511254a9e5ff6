import type { FirewallFile } from "../../host/firewall/file";
import type { FirewallRule } from "../../host/firewall/rule";

/** Names in lower case that a file refers to. */
export interface References {
  readonly aliases: ReadonlySet<string>;
  readonly ipsets: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** What the rules and sets of a file name that the datacenter's file may define. */
export function usesOf({ rules, groups, ipsets }: FirewallFile): References {
  const all = [...rules, ...Object.values(groups).flatMap((group) => group.rules)];
  const addresses = all.flatMap(({ source, dest }) => [source, dest].flatMap(present));
  const entries = Object.values(ipsets).flatMap((set) => Object.keys(set.entries));
  return {
    aliases: new Set([...addresses, ...entries].flatMap((text) => named(text, ""))),
    ipsets: new Set(addresses.flatMap((text) => named(text, "\\+"))),
    groups: new Set(all.flatMap(groupOf)),
  };
}

function named(text: string, sign: string): string[] {
  const [, name] = new RegExp(`^${sign}(?:dc/)?([A-Za-z][A-Za-z0-9_-]+)$`).exec(text) ?? [];
  return name === undefined ? [] : [name.toLowerCase()];
}

function groupOf({ type, action }: FirewallRule): string[] {
  return type === "group" ? [action.toLowerCase()] : [];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
