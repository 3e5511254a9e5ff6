import type { z } from "zod";
import type { firewallRule, guestFirewall } from "../fields/firewall";
import type { Origin } from "../origin";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, vmOrigin } from "./context";

/** Firewalls that would not do what they seem to say. */
export const firewallRules: Rule[] = [checkFirewalls];

interface Firewall extends Origin {
  readonly rules: readonly z.output<typeof firewallRule>[];
  /** True where it is enabled and would let nothing in without rules. */
  readonly needsRules: boolean;
}

function checkFirewalls(context: RuleContext): void {
  for (const firewall of firewallsOf(context)) {
    const { kind, path, rules } = firewall;
    if (firewall.needsRules && rules.length === 0) {
      const message = "is enabled without rules, so it lets nothing in";
      context.report.warning(kind, path.slice(0, -1), "firewall-without-rules", message);
    }
    const seen = new Map<string, number>();
    for (const [index, rule] of rules.entries()) {
      if (rule.port !== undefined && rule.proto === undefined) {
        const message = "names a port without proto, which Proxmox refuses";
        context.report.warning(kind, [...path, index], "firewall-port-without-proto", message);
      }
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

function firewallsOf({ declaration, containers, vms }: RuleContext): Firewall[] {
  const node = declaration.hypervisor?.firewall;
  const path = ["firewall", "global_firewall_rules"];
  return [
    ...containers.flatMap(({ vmid, firewall }) =>
      guestFirewallOf(firewall, containerOrigin(vmid, "firewall", "rules")),
    ),
    ...vms.flatMap((vm) => guestFirewallOf(vm.firewall, vmOrigin(vm, "firewall", "rules"))),
    ...(node
      ? [
          {
            kind: "hypervisor",
            path,
            needsRules: false,
            rules: node.global_firewall_rules ?? [],
          } as const,
        ]
      : []),
  ];
}

function guestFirewallOf(
  firewall: z.output<typeof guestFirewall> | undefined,
  origin: Origin,
): Firewall[] {
  if (!firewall) return [];
  return [{ ...origin, needsRules: firewall.enabled === true, rules: firewall.rules ?? [] }];
}

/** Everything of a rule but its comment, which changes nothing. */
function contentOfRule({
  type,
  action,
  proto,
  port,
  source,
  dest,
  iface,
}: z.output<typeof firewallRule>): string {
  return JSON.stringify([type, action, proto, port, source, dest, iface]);
}
