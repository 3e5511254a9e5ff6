import type { FirewallAlias, IpSet, SecurityGroup } from "../../host/firewall/file";
import { parseRule, type FirewallRule } from "../../host/firewall/rule";
import type { Value } from "../lifecycle";
import type { FirewallSpec } from "./schema";

/** What one firewall file shall say: null takes something out of it, what is absent stays as it is. */
export interface Wanted {
  readonly options: Readonly<Record<string, string | null>>;
  /** By name in lower case. */
  readonly aliases: Readonly<Record<string, FirewallAlias | null>>;
  readonly ipsets: Readonly<Record<string, IpSet | null>>;
  readonly groups: Readonly<Record<string, SecurityGroup | null>>;
  readonly rules?: readonly FirewallRule[];
}

/** The part of a declaration that becomes one file. */
export interface DeclaredFile {
  readonly options?: Readonly<Record<string, Value | undefined>>;
  readonly aliases?: FirewallSpec["aliases"];
  readonly ipsets?: FirewallSpec["ipsets"];
  readonly groups?: FirewallSpec["groups"];
  readonly rules?: string | undefined;
}

/** A declaration in the words of the file. */
export function wantedOf({ options, aliases, ipsets, groups, rules }: DeclaredFile): Wanted {
  return {
    options: Object.fromEntries(
      Object.entries(options ?? {}).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value === null ? null : optionText(value)]],
      ),
    ),
    aliases: Object.fromEntries(
      Object.entries(aliases ?? {}).map(([name, alias]) => [
        name.toLowerCase(),
        alias === null ? null : { name, ...alias },
      ]),
    ),
    ipsets: mapMembers(ipsets ?? {}, (set) =>
      set === null ? null : { comment: set.comment, entries: entriesOf(set.entries) },
    ),
    groups: mapMembers(groups ?? {}, (group) =>
      group === null ? null : { comment: group.comment, rules: rulesOf(group.rules) },
    ),
    ...(rules !== undefined && { rules: rulesOf(rules) }),
  };
}

/** The rules of a text, one on each line. */
function rulesOf(text: string): FirewallRule[] {
  return text.split("\n").flatMap((line) => parseRule(line) ?? []);
}

/** The members that an earlier declaration had and this one has not, as null. */
export function removed(
  now: Readonly<Record<string, unknown>> | undefined,
  before: unknown,
): Record<string, null> {
  const had = typeof before === "object" && before !== null ? Object.entries(before) : [];
  const gone = had.filter(([key, value]) => value !== null && now?.[key] === undefined);
  return Object.fromEntries(gone.map(([key]) => [key, null]));
}

function entriesOf(entries: Readonly<Record<string, string>>): IpSet["entries"] {
  return Object.fromEntries(
    Object.entries(entries).map(([entry, comment]) => [
      entry.replace(/^!/, ""),
      { nomatch: entry.startsWith("!"), comment },
    ]),
  );
}

function optionText(value: Value): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function mapMembers<From, To>(
  members: Readonly<Record<string, From>>,
  map: (member: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, map(value)]));
}
