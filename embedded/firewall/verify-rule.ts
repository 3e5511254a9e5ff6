import { parameterError } from "../api/api-error";
import type { FirewallConf, FirewallRule } from "../conf/firewall-conf";
import { icmpTypes, icmpv6Types, ipVersion, portListProblem } from "./formats";
import { macros } from "./macros";

/** Where a rule stands; PVE calls it rule_env. */
export type RuleEnvironment = "cluster" | "host" | "ct" | "group";

/** What a rule may name. */
export interface RuleNeighbours {
  readonly cluster: FirewallConf;
  /** The file that it stands in, where that is another. */
  readonly own?: FirewallConf | undefined;
  /** Names of /etc/services and /etc/protocols. */
  readonly services: ReadonlySet<string>;
  readonly protocols: ReadonlySet<string>;
}

const directions: Readonly<Record<RuleEnvironment, readonly string[]>> = {
  ct: ["in", "out", "group"],
  group: ["in", "out", "forward"],
  cluster: ["in", "out", "forward", "group"],
  host: ["in", "out", "forward", "group"],
};

const withPorts = ["udp", "17", "udplite", "136", "tcp", "6", "dccp", "33", "sctp", "132"];

/** Refuses what verify_rule of PVE/Firewall.pm refuses, and returns the rule with the macro's name as PVE writes it. */
export function verifyRule(
  rule: FirewallRule,
  environment: RuleEnvironment,
  neighbours: RuleNeighbours,
): FirewallRule {
  const problem = ruleProblem(rule, environment, neighbours);
  if (problem !== undefined) throw parameterError({ [problem[0]]: problem[1] });
  const macro = macros.get((rule.fields.get("macro") ?? "").toLowerCase())?.name;
  if (macro === undefined) return rule;
  return { ...rule, fields: new Map([...rule.fields, ["macro", macro]]) };
}

/** The IP version that a rule is about, where it says one. */
export function ruleVersion(
  { fields }: FirewallRule,
  { cluster, own }: Pick<RuleNeighbours, "cluster" | "own">,
): 4 | 6 | undefined {
  const proto = fields.get("proto");
  if (proto === "icmp") return 4;
  if (proto === "icmpv6" || proto === "ipv6-icmp") return 6;
  for (const key of ["source", "dest"]) {
    const value = fields.get(key);
    if (value === undefined || value.startsWith("+")) continue;
    const version = ipVersion(value.split(",")[0] ?? "") ?? aliasVersion(value, cluster, own);
    if (version !== undefined) return version;
  }
  return undefined;
}

type Problem = readonly [parameter: string, text: string];

function ruleProblem(
  rule: FirewallRule,
  environment: RuleEnvironment,
  neighbours: RuleNeighbours,
): Problem | undefined {
  const { type, action, fields } = rule;
  if (!directions[environment].includes(type)) {
    return ["type", `invalid rule type '${type}' for rule_env '${environment}'`];
  }
  if (type === "forward" && action === "REJECT") {
    return ["action", "cannot define REJECT rules on forward chain"];
  }
  if (type !== "group" && !["ACCEPT", "DROP", "REJECT"].includes(action)) {
    return ["action", `unknown action '${action}'`];
  }
  const iface = fields.get("iface");
  if (iface !== undefined && environment === "group") {
    return ["type", "parameter -i not allowed for this rule type"];
  }
  if (iface !== undefined && environment === "ct" && !/^net\d+$/.test(iface)) {
    return ["iface", "value does not match the regex pattern 'net\\d+'"];
  }
  const macro = fields.get("macro");
  if (macro !== undefined && !macros.has(macro.toLowerCase())) {
    return ["macro", `unknown macro '${macro}'`];
  }
  return (
    protocolProblem(fields, neighbours) ??
    addressProblem("source", fields, neighbours) ??
    addressProblem("dest", fields, neighbours) ??
    macroProblem(fields)
  );
}

function protocolProblem(
  fields: FirewallRule["fields"],
  { services, protocols }: RuleNeighbours,
): Problem | undefined {
  const [proto, icmpType] = [fields.get("proto"), fields.get("icmp-type")];
  if (proto !== undefined && !protocols.has(proto)) return ["proto", `unknown protocol '${proto}'`];
  const isV6 = proto === "icmpv6" || proto === "ipv6-icmp";
  const isIcmp = proto === "icmp" || isV6;
  for (const key of ["dport", "sport"]) {
    const ports = fields.get(key);
    if (ports === undefined) continue;
    const names =
      isIcmp && key === "dport" ? new Set([...services, ...icmpTypes, ...icmpv6Types]) : services;
    const problem = portListProblem(ports, names);
    if (problem !== undefined) return [key, problem];
    if (proto === undefined) return ["proto", `missing property - '${key}' requires this property`];
    if (!withPorts.includes(proto) && !(isIcmp && key === "dport")) {
      return [key, `protocol '${proto}' does not support ports`];
    }
  }
  if (icmpType === undefined) return undefined;
  if (!isIcmp) return ["proto", "missing property - 'icmp-type' requires this property"];
  if (fields.has("dport")) {
    return ["icmp-type", "'icmp-type' cannot be specified together with 'dport'"];
  }
  const known = isV6 ? icmpv6Types : icmpTypes;
  if (known.has(icmpType)) return undefined;
  return ["icmp-type", `invalid icmp-type '${icmpType}' for proto '${proto}'`];
}

function addressProblem(
  key: "source" | "dest",
  fields: FirewallRule["fields"],
  { cluster, own }: RuleNeighbours,
): Problem | undefined {
  const value = fields.get(key);
  if (value === undefined) return undefined;
  if (value.startsWith("+")) {
    const [, name] = /^\+(?:guest\/|dc\/|sdn\/)?([A-Za-z][A-Za-z0-9\-_]+)$/.exec(value) ?? [];
    if (name === undefined) return [key, `invalid ipset name '${value}'`];
    const isThere = [cluster, own].some((conf) => conf?.ipsets.some((set) => set.name === name));
    return isThere ? undefined : [key, `no such ipset '${name}'`];
  }
  if (ipVersion(value.split(",")[0] ?? "") !== undefined) return undefined;
  return aliasVersion(value, cluster, own) === undefined
    ? [key, `no such alias '${value}'`]
    : undefined;
}

function aliasVersion(
  value: string,
  cluster: FirewallConf,
  own: FirewallConf | undefined,
): 4 | 6 | undefined {
  const name = value.replace(/^(?:guest|dc)\//, "").toLowerCase();
  const found = [own, cluster]
    .flatMap((conf) => conf?.aliases ?? [])
    .find((alias) => alias.name.toLowerCase() === name);
  return found && ipVersion(found.cidr);
}

/** A macro's own protocol and ports cannot be given another value. */
function macroProblem(fields: FirewallRule["fields"]): Problem | undefined {
  for (const rule of macros.get((fields.get("macro") ?? "").toLowerCase())?.rules ?? []) {
    for (const [key, value] of Object.entries(rule) as [string, string][]) {
      const given = fields.get(key);
      if (given !== undefined && given !== value) {
        return [key, `parameter '${key}' already define in macro (value = '${value}')`];
      }
    }
  }
  return undefined;
}
