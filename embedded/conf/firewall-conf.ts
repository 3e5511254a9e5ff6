/** A rule of a firewall file; fields other than these two are the rule's options by their API names. */
export interface FirewallRule {
  /** `in`, `out`, `forward` or `group`. */
  readonly type: string;
  /** ACCEPT, DROP, REJECT, or the name of a security group. */
  readonly action: string;
  readonly enable: boolean;
  readonly fields: ReadonlyMap<string, string>;
  readonly comment?: string;
}

interface FirewallAlias {
  readonly name: string;
  readonly cidr: string;
  readonly comment?: string;
}

export interface FirewallSet {
  readonly name: string;
  readonly comment?: string;
  readonly entries: readonly FirewallSetEntry[];
}

interface FirewallSetEntry {
  readonly cidr: string;
  readonly nomatch: boolean;
  readonly comment?: string;
}

interface FirewallGroup {
  readonly name: string;
  readonly comment?: string;
  readonly rules: readonly FirewallRule[];
}

/** A firewall file: `cluster.fw`, `host.fw`, `VMID.fw`. */
export interface FirewallConf {
  readonly options: Map<string, string>;
  aliases: FirewallAlias[];
  ipsets: FirewallSet[];
  rules: FirewallRule[];
  groups: FirewallGroup[];
}

/** How each option of a rule is spelled in the file. */
const switches: Readonly<Record<string, string>> = {
  iface: "-i",
  source: "-source",
  dest: "-dest",
  proto: "-p",
  dport: "-dport",
  sport: "-sport",
  log: "-log",
  "icmp-type": "-icmp-type",
};

/** Reads a file as PVE::Firewall does; what it does not understand is left out. */
export function parseFirewallConf(text: string): FirewallConf {
  const conf: FirewallConf = {
    options: new Map(),
    aliases: [],
    ipsets: [],
    rules: [],
    groups: [],
  };
  let read: (line: string) => void = () => undefined;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const header = /^\[(\w+)(?:\s+(\S+?))?\](?:\s*#\s*(.*))?$/.exec(line);
    if (header) read = section(conf, header[1] ?? "", (header[2] ?? "").toLowerCase(), header[3]);
    else read(line);
  }
  return conf;
}

export function printFirewallConf(conf: FirewallConf): string {
  const sections: [header: string, lines: string[]][] = [
    ["[OPTIONS]", [...conf.options].map(([key, value]) => `${key}: ${value}`)],
    [
      "[ALIASES]",
      sorted(conf.aliases, ({ name }) => name.toLowerCase()).map(({ name, cidr, comment }) =>
        noted(`${name} ${cidr}`, comment),
      ),
    ],
    ...sorted(conf.ipsets, ({ name }) => name).map(
      ({ name, comment, entries }): [string, string[]] => [
        noted(`[IPSET ${name}]`, comment),
        sorted(entries, ({ cidr }) => cidr).map((each) =>
          noted(`${each.nomatch ? "!" : ""}${each.cidr}`, each.comment),
        ),
      ],
    ),
    ["[RULES]", conf.rules.map(printRule)],
    ...sorted(conf.groups, ({ name }) => name).map(
      ({ name, comment, rules }): [string, string[]] => [
        noted(`[group ${name}]`, comment),
        rules.map(printRule),
      ],
    ),
  ];
  return sections
    .filter(([header, lines]) => lines.length > 0 || !/^\[[A-Z]+\]$/.test(header))
    .map(([header, lines]) => `${header}\n\n${lines.map((line) => `${line}\n`).join("")}\n`)
    .join("");
}

function sorted<T>(list: readonly T[], key: (element: T) => string): T[] {
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** How the lines of a section are read. */
function section(
  conf: FirewallConf,
  kind: string,
  name: string,
  comment: string | undefined,
): (line: string) => void {
  switch (kind.toLowerCase()) {
    case "options":
      return (line) => {
        const [, key, value] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
        if (key !== undefined && value !== undefined) conf.options.set(key, value);
      };
    case "aliases":
      return (line) => {
        const [content, note] = splitComment(line);
        const [alias = "", cidr = ""] = content.split(/\s+/);
        conf.aliases.push({ name: alias, cidr: plain(cidr), ...withComment(note) });
      };
    case "ipset": {
      const entries: FirewallSetEntry[] = [];
      conf.ipsets.push({ name, entries, ...withComment(comment) });
      return (line) => {
        const [content, note] = splitComment(line);
        const nomatch = content.startsWith("!");
        const cidr = plain(content.replace(/^!\s*/, ""));
        entries.push({ cidr, nomatch, ...withComment(note) });
      };
    }
    case "group": {
      const rules: FirewallRule[] = [];
      conf.groups.push({ name, rules, ...withComment(comment) });
      return (line) => void rules.push(parseRule(line));
    }
    default:
      return (line) => void conf.rules.push(parseRule(line));
  }
}

/** An address without the prefix length that means one address (PVE::Firewall, parse_ip_or_cidr). */
function plain(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

function parseRule(line: string): FirewallRule {
  const [content, comment] = splitComment(line);
  const words = content.replace(/^\|/, "").split(/\s+/);
  const [type = "", what = "", ...rest] = words;
  const [, macro, action = what] = /^(\w+)\((\w+)\)$/.exec(what) ?? [];
  const fields = new Map<string, string>(macro === undefined ? [] : [["macro", macro]]);
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const name = Object.keys(switches).find((key) => switches[key] === rest[index]);
    if (name !== undefined) fields.set(name, rest[index + 1] ?? "");
  }
  const enable = !content.startsWith("|");
  return { type: type.toLowerCase(), action, enable, fields, ...withComment(comment) };
}

function printRule({ type, action, enable, fields, comment }: FirewallRule): string {
  const macro = fields.get("macro");
  const words = [type.toUpperCase(), macro === undefined ? action : `${macro}(${action})`];
  for (const [name, flag] of Object.entries(switches)) {
    const value = fields.get(name);
    if (value !== undefined) words.push(flag, value);
  }
  return noted(`${enable ? "" : "|"}${words.join(" ")}`, comment);
}

function splitComment(line: string): [content: string, comment: string | undefined] {
  const at = line.indexOf("#");
  return at < 0 ? [line.trim(), undefined] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function withComment(comment: string | undefined): { comment?: string } {
  return comment === undefined || comment === "" ? {} : { comment };
}

function noted(text: string, comment: string | undefined): string {
  return comment === undefined || comment === "" ? text : `${text} # ${comment}`;
}
