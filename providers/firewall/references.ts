import { emptyFirewall, type FirewallFile } from "../../host/firewall/file";
import type { FirewallRule } from "../../host/firewall/rule";
import type { Refusal } from "../lifecycle";
import type { Wanted } from "./wanted";

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

/** Aliases, ip sets and groups that a declaration or a file defines, each with its kind: `ip set clients`. */
export function definitionsIn(
  parts: Readonly<Partial<Record<keyof References, Readonly<Record<string, unknown>>>>>,
): string[] {
  return kinds.flatMap(([kind, title]) =>
    Object.entries(parts[kind] ?? {})
      .filter(([, value]) => value !== null)
      .map(([name]) => `${title} ${name.toLowerCase()}`),
  );
}

/** What a declaration's rules and sets name, in the same words. */
export function namesIn({ rules = [], groups, ipsets }: Wanted): string[] {
  const given = { rules, groups: withoutNull(groups), ipsets: withoutNull(ipsets) };
  const uses = usesOf({ ...emptyFirewall, ...given });
  return kinds.flatMap(([kind, title]) => [...uses[kind]].map((name) => `${title} ${name}`));
}

/**
 * Why a declaration names what is not there: PVE refuses to add such a rule, and leaves out one that it has.
 *
 * @param live the file as it is
 * @param more what else there is, in the words of `definitionsIn`
 */
export function unknownNames(
  title: string,
  wanted: Wanted,
  live: FirewallFile | undefined,
  more: readonly string[],
): Refusal[] {
  const own = definitionsIn({
    aliases: { ...live?.aliases, ...wanted.aliases },
    ipsets: { ...live?.ipsets, ...wanted.ipsets },
    groups: { ...live?.groups, ...wanted.groups },
  });
  // PVE makes it itself where nobody has (PVE/Firewall.pm, compile).
  const all = new Set([...own, ...more, "alias local_network"]);
  return [...new Set(namesIn(wanted))]
    .filter((name) => !all.has(name))
    .map((name) => ({
      property: "rules",
      reason:
        `${title}: the ${name} is named, but neither declared nor there on the node. ` +
        "Declare it in the firewall of the node or of the guest, or take out what names it.",
    }));
}

const kinds = [
  ["aliases", "alias"],
  ["ipsets", "ip set"],
  ["groups", "group"],
] as const;

function withoutNull<T>(members: Readonly<Record<string, T | null>>): Record<string, T> {
  const entries = Object.entries(members).filter(
    (entry): entry is [string, T] => entry[1] !== null,
  );
  return Object.fromEntries(entries);
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
