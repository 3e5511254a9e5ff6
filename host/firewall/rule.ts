/** A rule as a line of a firewall file says it; members are called what the API calls them (PVE/Firewall.pm). */
export interface FirewallRule {
  /** `in`, `out`, `forward` or `group`. */
  readonly type: string;
  /** ACCEPT, DROP or REJECT; of a `group` the security group's name. */
  readonly action: string;
  readonly enable: boolean;
  readonly macro?: string;
  readonly iface?: string;
  readonly source?: string;
  readonly dest?: string;
  readonly proto?: string;
  readonly dport?: string;
  readonly sport?: string;
  readonly log?: string;
  readonly "icmp-type"?: string;
  readonly comment?: string;
}

/** The members that have a flag of their own, in the order in which PVE writes them (PVE/Firewall.pm, format_rules). */
const flags = [
  ["iface", "-i"],
  ["source", "-source"],
  ["dest", "-dest"],
  ["proto", "-p"],
  ["dport", "-dport"],
  ["sport", "-sport"],
  ["log", "-log"],
  ["icmp-type", "-icmp-type"],
] as const;

/** The line of a rule, as PVE writes it. */
export function formatRule(rule: FirewallRule): string {
  const { type, action, enable, macro, comment } = rule;
  const given = flags.flatMap(([name, flag]) => {
    const value = rule[name];
    return value === undefined || (type === "group" && name !== "iface") ? [] : [flag, value];
  });
  const what = macro === undefined ? action : `${macro}(${action})`;
  const words = [`${enable ? "" : "|"}${type.toUpperCase()}`, what, ...given];
  return [...words, ...(comment === undefined ? [] : [`# ${comment}`])].join(" ");
}

/** The rule of a line; undefined for one that PVE does not understand, which it leaves out (parse_fw_rule). */
export function parseRule(line: string): FirewallRule | undefined {
  const [, content = "", note = ""] = /^([^#]*)(?:#\s*(.*?)\s*)?$/.exec(line.trim()) ?? [];
  const enable = !content.startsWith("|");
  const head = /^(\S+)\s+(\S+)\s*/.exec(enable ? content : content.slice(1));
  if (head === null) return undefined;
  const [start, kind = "", what = ""] = head;
  const type = kind.toLowerCase();
  if (!["in", "out", "forward", "group"].includes(type)) return undefined;
  const [, macro, action = what] =
    (type === "group" ? null : /^(\S+)\((ACCEPT|DROP|REJECT)\)$/.exec(what)) ?? [];
  const members = parseFlags(content.slice((enable ? 0 : 1) + start.length).trim(), type);
  if (members === undefined) return undefined;
  return {
    ...{ type, action, enable },
    ...(macro !== undefined && { macro }),
    ...members,
    ...(note !== "" && { comment: note }),
  };
}

/** Other spellings that are read as well. */
const spellings: Readonly<Record<string, (typeof flags)[number][0]>> = {
  ...Object.fromEntries(flags.map(([name, flag]) => [flag, name])),
  ...Object.fromEntries(
    flags.filter(([, flag]) => flag.length > 2).map(([name, flag]) => [`-${flag}`, name]),
  ),
  "-proto": "proto",
  "--proto": "proto",
};

function parseFlags(text: string, type: string): Record<string, string> | undefined {
  const words = text === "" ? [] : text.split(/\s+/);
  const members: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = spellings[words[at] ?? ""];
    const value = words[at + 1];
    if (name === undefined || value === undefined) return undefined;
    if (type === "group" && name !== "iface") return undefined;
    members[name] = value;
  }
  return members;
}
