import { emptyFirewall, type FirewallFile } from "../../host/firewall/file";
import { formatRule, parseRule, type FirewallRule } from "../../host/firewall/rule";
import { own } from "../../host/own";
import type { Bag, Value } from "../lifecycle";
import type { DeclaredFile } from "./wanted";

/** A firewall file in the words of its declaration: what nobody declares is not in it. */
export function observeFile(
  file: FirewallFile = emptyFirewall,
  declared: DeclaredFile,
): Required<Pick<DeclaredFile, "options" | "rules">> & Bag {
  return {
    options: observeOptions(file, declared.options ?? {}),
    aliases: observeMembers(declared.aliases ?? {}, (name) => {
      const { cidr, comment } = own(file.aliases, name.toLowerCase()) ?? {};
      return cidr === undefined ? null : { cidr, comment };
    }),
    ipsets: observeMembers(declared.ipsets ?? {}, (name) => {
      const set = own(file.ipsets, name);
      return set === undefined ? null : { comment: set.comment, entries: entriesOf(set.entries) };
    }),
    groups: observeMembers(declared.groups ?? {}, (name, wanted) => {
      const group = own(file.groups, name);
      if (group === undefined) return null;
      return { comment: group.comment, rules: linesOf(group.rules, wanted?.rules) };
    }),
    rules: declared.rules === undefined ? undefined : linesOf(file.rules, declared.rules),
  };
}

/** What is in a file and in no declaration: it is left alone. */
export function leftAlone(file: FirewallFile = emptyFirewall, declared: DeclaredFile): string[] {
  const aliases = Object.keys(declared.aliases ?? {}).map((name) => name.toLowerCase());
  const without = (found: object, known: readonly string[], what: string) =>
    Object.keys(found)
      .filter((name) => !known.includes(name))
      .map((name) => `${what} ${name}`);
  return [
    ...without(file.aliases, aliases, "alias"),
    ...without(file.ipsets, Object.keys(declared.ipsets ?? {}), "ip set"),
    ...without(file.groups, Object.keys(declared.groups ?? {}), "security group"),
  ];
}

/** Rules that are in both, by their lines, whatever their order. */
function linesOf(rules: readonly FirewallRule[], declared = ""): string {
  const known = new Map(
    declared.split("\n").map((line) => [comparable(parseRule(line), line), line] as const),
  );
  return rules
    .map((rule) => {
      const line = formatRule(rule);
      return `${known.get(comparable(rule, line)) ?? line}\n`;
    })
    .join("");
}

/** PVE writes a macro's name in its own way, whatever way it was given in. */
function comparable(rule: FirewallRule | undefined, line: string): string {
  return rule?.macro === undefined
    ? line
    : formatRule({ ...rule, macro: rule.macro.toLowerCase() });
}

function observeOptions(file: FirewallFile, declared: NonNullable<DeclaredFile["options"]>): Bag {
  return Object.fromEntries(
    Object.entries(declared)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, optionValue(key, file.options[key], value)]),
  );
}

function optionValue(key: string, text: string | undefined, like: Value | undefined): Value {
  if (text === undefined) return null;
  if (typeof like === "boolean" && /^[01]$/.test(text)) return text === "1";
  if (typeof like === "number" && /^\d+$/.test(text)) return Number(text);
  if (key !== "log_ratelimit") return text;
  const parts = text.split(",").map((part) => (part.includes("=") ? part : `enable=${part}`));
  return parts.sort().join(",");
}

function observeMembers<T>(
  declared: Readonly<Record<string, T>>,
  look: (name: string, wanted: T) => Value | { readonly [key: string]: Value | undefined },
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, wanted]) => [name, look(name, wanted)]),
  );
}

function entriesOf(entries: FirewallFile["ipsets"][string]["entries"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([cidr, { nomatch, comment }]) => [
      `${nomatch ? "!" : ""}${cidr}`,
      comment,
    ]),
  );
}
