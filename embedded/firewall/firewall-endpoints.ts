import type { Endpoint } from "../api/endpoint";
import { aliasEndpoints, groupEndpoints, groupRules, ipsetEndpoints } from "./named-endpoints";
import { macros } from "./macros";
import {
  clusterFirewallOptions,
  guestFirewallOptions,
  nodeFirewallOptions,
  optionEndpoints,
} from "./option-endpoints";
import { ownRules, ruleEndpoints } from "./rule-endpoints";
import { clusterScope, guestScope, nodeScope } from "./scope";

const macroList: Endpoint = {
  method: "GET",
  path: "/cluster/firewall/macros",
  parameters: {},
  // PVE answers with the name where a macro has no description.
  handle: () => [...macros.values()].map(({ name }) => ({ macro: name, descr: name })),
};

/** The firewall of the datacenter, the node and containers. */
export const firewallEndpoints: readonly Endpoint[] = [
  macroList,
  ...optionEndpoints(clusterScope, clusterFirewallOptions),
  ...ruleEndpoints(clusterScope, ownRules),
  ...ruleEndpoints(clusterScope, groupRules),
  ...groupEndpoints(clusterScope),
  ...aliasEndpoints(clusterScope),
  ...ipsetEndpoints(clusterScope),
  ...optionEndpoints(nodeScope, nodeFirewallOptions),
  ...ruleEndpoints(nodeScope, ownRules),
  ...optionEndpoints(guestScope, guestFirewallOptions),
  ...ruleEndpoints(guestScope, ownRules),
  ...aliasEndpoints(guestScope),
  ...ipsetEndpoints(guestScope),
];
