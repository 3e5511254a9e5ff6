import { formatRule, type FirewallRule } from "../../host/firewall/rule";

export type DeclaredRule = FirewallRule;

/** Rules as a firewall file has them, one on each line. */
export function ruleLines(rules: readonly DeclaredRule[]): string {
  return rules.map((rule) => `${formatRule(rule)}\n`).join("");
}
