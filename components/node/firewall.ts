import type { ContainerConfig, HypervisorConfig } from "../../config/types";
import { definitionsIn, namesIn } from "../../providers/firewall/references";
import { ruleLines, type DeclaredRule } from "../../providers/firewall/rule-lines";
import type { FirewallSpec, GuestFirewallSpec } from "../../providers/firewall/schema";
import { wantedOf } from "../../providers/firewall/wanted";
import { Firewall } from "../../providers/resources";
import type { Ground } from "./ground";

type NodeFirewall = NonNullable<HypervisorConfig["firewall"]>;

/** The firewall of the datacenter and of the node, where one is declared. */
export function declareFirewall({ parent, config, below }: Ground): Firewall | undefined {
  if (config.firewall === undefined) return undefined;
  const spec = firewallSpec(config.firewall);
  return new Firewall("firewall", spec, { parent, dependsOn: below() });
}

/** The node's firewall in Proxmox's words. */
export function firewallSpec(config: NodeFirewall): FirewallSpec {
  const { enabled, rules, ...node } = config.node ?? {};
  return {
    options: present({
      enable: config.enabled,
      ebtables: config.ebtables,
      policy_in: config.default_input_policy,
      policy_out: config.default_output_policy,
      policy_forward: config.default_forward_policy,
      log_ratelimit: config.log_ratelimit,
    }),
    aliases: aliasesOf(config.aliases),
    ipsets: ipsetsOf(config.ipsets),
    groups: mapValues(config.groups ?? {}, (group) => ({
      comment: noteOf(group.comment),
      rules: linesOf(group.rules),
    })),
    nodeOptions: present({ enable: enabled, ...node }),
    ...(config.global_firewall_rules && { rules: linesOf(config.global_firewall_rules) }),
    ...(rules && { nodeRules: linesOf(rules) }),
  };
}

/**
 * A container's firewall in Proxmox's words; undefined where none is declared. `defined` is what the node's firewall
 * declares.
 */
export function guestFirewallSpec(
  { vmid, firewall }: Pick<ContainerConfig, "vmid" | "firewall">,
  defined: readonly string[] = [],
): GuestFirewallSpec | undefined {
  if (firewall === undefined) return undefined;
  const { enabled, rules, aliases, ipsets, ...options } = firewall;
  const spec = {
    vmid,
    options: present({ enable: enabled, ...options }),
    aliases: aliasesOf(aliases),
    ipsets: ipsetsOf(ipsets),
    ...(rules && { rules: linesOf(rules) }),
  };
  const named = new Set(namesIn(wantedOf(spec)));
  const declared = defined.filter((name) => named.has(name));
  return { ...spec, ...(declared.length > 0 && { declared }) };
}

/** What the node's firewall declares that a container's rules may name. */
export function firewallDefinitions({ firewall }: Pick<HypervisorConfig, "firewall">): string[] {
  return firewall === undefined ? [] : definitionsIn(firewallSpec(firewall));
}

function linesOf(
  rules: NonNullable<NodeFirewall["global_firewall_rules"]>,
): NonNullable<FirewallSpec["rules"]> {
  return ruleLines(
    rules.map(({ enabled, port, source_port, icmp_type, comment, ...rule }): DeclaredRule => ({
      ...rule,
      enable: enabled ?? true,
      ...(port !== undefined && { dport: port }),
      ...(source_port !== undefined && { sport: source_port }),
      ...(icmp_type !== undefined && { "icmp-type": icmp_type }),
      ...(noteOf(comment) !== "" && { comment: noteOf(comment) }),
    })),
  );
}

function aliasesOf(aliases: NodeFirewall["aliases"] = {}): FirewallSpec["aliases"] {
  return mapValues(aliases, ({ cidr, comment }) => ({
    cidr: plain(cidr),
    comment: noteOf(comment),
  }));
}

function ipsetsOf(ipsets: NodeFirewall["ipsets"] = {}): FirewallSpec["ipsets"] {
  return mapValues(ipsets, ({ comment, entries }) => ({
    comment: noteOf(comment),
    entries: Object.fromEntries(
      entries.map((entry) => [
        `${entry.nomatch === true ? "!" : ""}${plain(entry.cidr)}`,
        noteOf(entry.comment),
      ]),
    ),
  }));
}

/** An address without the prefix length that means one address: PVE drops it. */
function plain(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

/** PVE drops blanks around a comment. */
function noteOf(comment = ""): string {
  return comment.trim();
}

function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function mapValues<From, To>(
  members: Readonly<Record<string, From>>,
  map: (member: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, map(value)]));
}
