import type { Endpoint } from "../api/endpoint";
import { aliasEndpoints, groupEndpoints, groupRules, ipsetEndpoints } from "./named-endpoints";
import { clusterFirewallOptions, guestFirewallOptions, optionEndpoints } from "./option-endpoints";
import { ownRules, ruleEndpoints } from "./rule-endpoints";
import { clusterScope, guestScope } from "./scope";

/** The firewall of the datacenter and of containers. */
export const firewallEndpoints: readonly Endpoint[] = [
  ...optionEndpoints(clusterScope, clusterFirewallOptions),
  ...ruleEndpoints(clusterScope, ownRules),
  ...ruleEndpoints(clusterScope, groupRules),
  ...groupEndpoints(clusterScope),
  ...aliasEndpoints(clusterScope),
  ...ipsetEndpoints(clusterScope),
  ...optionEndpoints(guestScope, guestFirewallOptions),
  ...ruleEndpoints(guestScope, ownRules),
  ...aliasEndpoints(guestScope),
  ...ipsetEndpoints(guestScope),
];
