import type { z } from "zod";
import type { Path } from "../diagnostics";
import type { firewallRule, guestFirewall } from "../fields/firewall";
import type { Origin } from "../origin";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, vmOrigin } from "./context";

/** Firewalls that would not do what they seem to say. */
export const firewallRules: Rule[] = [checkRules, checkLists, checkGuests];

type FirewallRule = z.output<typeof firewallRule>;
type GuestFirewall = z.output<typeof guestFirewall>;

/** A list of rules, with the path of the list. */
interface RuleList extends Origin {
  readonly where: "node" | "guest" | "group";
  readonly rules: readonly FirewallRule[];
}

/** What Proxmox would refuse, or leave out without a word. */
function checkRules(context: RuleContext): void {
  for (const { kind, path, where, rules } of listsOf(context)) {
    for (const [index, rule] of rules.entries()) {
      const at: Path = [...path, index];
      const { report } = context;
      if ((rule.port ?? rule.source_port) !== undefined && rule.proto === undefined) {
        const message = "names a port without proto, which Proxmox refuses";
        report.error(kind, at, "firewall-port-without-proto", message);
      }
      const problem = placeProblem(rule, where) ?? actionProblem(rule) ?? networkProblem(rule);
      if (problem !== undefined) report.error(kind, at, "firewall-rule-refused", problem);
    }
  }
}

function checkLists(context: RuleContext): void {
  for (const { kind, path, rules } of listsOf(context)) {
    const seen = new Map<string, number>();
    for (const [index, rule] of rules.entries()) {
      const key = contentOfRule(rule);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else {
        const message = `is the same rule as number ${first + 1} of this list`;
        context.report.warning(kind, [...path, index], "duplicate-firewall-rule", message);
      }
    }
  }
}

function checkGuests(context: RuleContext): void {
  const { containers, vms, report, declaration } = context;
  const guests = [
    ...containers.map(({ vmid, firewall }) => ({
      firewall,
      origin: containerOrigin(vmid, "firewall"),
    })),
    ...vms.map((vm) => ({ firewall: vm.firewall, origin: vmOrigin(vm, "firewall") })),
  ];
  const enabled = guests.filter(({ firewall }) => firewall?.enabled === true);
  for (const { firewall, origin } of enabled) {
    const isClosed = (firewall?.policy_in ?? "DROP") !== "ACCEPT";
    if (isClosed && (firewall?.rules ?? []).length === 0) {
      const message = "is enabled without rules, so it lets nothing in";
      report.warning(origin.kind, origin.path, "firewall-without-rules", message);
    }
  }
  const [first] = enabled;
  if (first && declaration.hypervisor && declaration.hypervisor.firewall?.enabled !== true) {
    const more = enabled.length > 1 ? ` (nor that of ${enabled.length - 1} more guests)` : "";
    const message = `has no effect${more}: firewall.enabled of the hypervisor file is not true, and Proxmox then filters nothing`;
    report.warning(first.origin.kind, first.origin.path, "firewall-off", message);
  }
  for (const { vmid, firewall, ...container } of containers) {
    if (firewall?.enabled !== true) continue;
    for (const key of ["network_config", "secondary_network_config"] as const) {
      if (container[key]?.firewall !== false) continue;
      const message = "is false although the container's firewall is enabled: nothing is filtered";
      const { kind, path } = containerOrigin(vmid, key, "firewall");
      report.warning(kind, path, "firewall-interface", message);
    }
  }
}

function listsOf({ declaration, containers, vms }: RuleContext): RuleList[] {
  const all = declaration.hypervisor?.firewall;
  const inNode = (steps: Path, rules: readonly FirewallRule[] = []): RuleList => ({
    ...{ kind: "hypervisor", path: ["firewall", ...steps] },
    ...{ where: steps[0] === "groups" ? "group" : "node", rules },
  });
  return [
    ...containers.flatMap(({ vmid, firewall }) =>
      guestList(firewall, containerOrigin(vmid, "firewall", "rules")),
    ),
    ...vms.flatMap((vm) => guestList(vm.firewall, vmOrigin(vm, "firewall", "rules"))),
    inNode(["global_firewall_rules"], all?.global_firewall_rules),
    inNode(["node", "rules"], all?.node?.rules),
    ...Object.entries(all?.groups ?? {}).map(([name, { rules }]) =>
      inNode(["groups", name, "rules"], rules),
    ),
  ];
}

function guestList(firewall: GuestFirewall | undefined, origin: Origin): RuleList[] {
  return [{ ...origin, where: "guest", rules: firewall?.rules ?? [] }];
}

/** PVE/Firewall.pm, rule_env_direction_lookup and verify_rule. */
function placeProblem({ type, iface }: FirewallRule, where: RuleList["where"]): string | undefined {
  if (where === "guest" && type === "forward") {
    return "has the type forward, which only the node's rules have";
  }
  if (where === "group" && type === "group") {
    return "is a group in a group, which Proxmox refuses";
  }
  if (where === "group" && iface !== undefined) {
    return "names an interface; in a group Proxmox refuses that";
  }
  if (where === "guest" && iface !== undefined && !/^net\d+$/.test(iface)) {
    return `names the interface ${iface}; a guest's are net0, net1 …`;
  }
  return undefined;
}

const verdicts = ["ACCEPT", "DROP", "REJECT"];

function actionProblem({ type, action, macro, icmp_type, proto, ...rule }: FirewallRule) {
  if (type === "group") {
    const { source, dest, port } = rule;
    const isMore = [macro, icmp_type, proto, source, dest, port].some((each) => each !== undefined);
    if (verdicts.includes(action)) return `has the action ${action}; a group's is its name`;
    return isMore ? "is a group, which has nothing else but an interface" : undefined;
  }
  if (!verdicts.includes(action)) return `has the action ${action}; write ACCEPT, DROP or REJECT`;
  if (type === "forward" && action === "REJECT") return "rejects what passes through; write DROP";
  if (icmp_type !== undefined && !["icmp", "icmpv6", "ipv6-icmp"].includes(proto ?? "")) {
    return "names an icmp_type without proto icmp or icmpv6";
  }
  return undefined;
}

/** Net::IP takes no network with host bits. */
function networkProblem({ source = "", dest = "" }: FirewallRule): string | undefined {
  for (const cidr of `${source},${dest}`.split(",")) {
    const [, address, digits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
    if (address === undefined) continue;
    const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    if (value % 2 ** (32 - Number(digits)) !== 0) {
      return `names ${cidr}, which is an address in a network and no network`;
    }
  }
  return undefined;
}

/** Everything of a rule but its comment, which changes nothing. */
function contentOfRule({ comment, ...rule }: FirewallRule): string {
  return JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)));
}
