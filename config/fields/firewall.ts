import {
  aliasName,
  cidr,
  groupName,
  icmpType,
  logLevel,
  logRateLimit,
  macroName,
  policy,
  ports,
  protocol,
  ruleAction,
  ruleAddress,
  ruleInterface,
  setMember,
  setName,
} from "../scalars/firewall";
import { whole } from "../scalars/numbers";
import { boolean, line, listOf, mapOf, object, oneOf, text } from "../scalars/text";
import { applied, part } from "./field";

/** One rule of a guest's or the node's firewall. */
export const firewallRule = object({
  type: part(
    "Whether packets come in, leave, or pass through; group for the rules of a security group.",
    oneOf(["in", "out", "forward", "group"]),
  ),
  action: part("What happens to them; for group the group's name.", ruleAction),
  enabled: applied("Whether the rule is on; true where absent.", boolean),
  macro: applied("Protocol and ports by one of Proxmox's names for them.", macroName),
  proto: applied("Protocol; needed where a port is given.", protocol),
  port: applied("Destination port, range or list.", ports),
  source_port: applied("Source port, range or list.", ports),
  icmp_type: applied("Kind of ICMP packet, with proto icmp or icmpv6.", icmpType),
  source: applied("Where packets come from; anywhere where absent.", ruleAddress),
  dest: applied("Where packets go to; anywhere where absent.", ruleAddress),
  iface: applied("Interface that the rule is about: of a guest net0, net1 …", ruleInterface),
  log: applied("Log level of packets that the rule is about; nolog where absent.", logLevel),
  comment: applied("What the rule is for.", line),
});

const rules = listOf("firewall rules", firewallRule);

const aliases = mapOf(
  aliasName,
  object({
    cidr: part("Address or network.", cidr),
    comment: applied("What it is.", line),
  }),
);

const ipsets = mapOf(
  setName,
  object({
    comment: applied("What the set is for.", line),
    entries: part(
      "What is in it.",
      listOf(
        "entries",
        object({
          cidr: part("Address, network or alias.", setMember),
          nomatch: applied("True for what is not in the set although a network is.", boolean),
          comment: applied("What it is.", line),
        }),
      ),
    ),
  }),
);

const groups = mapOf(
  groupName,
  object({
    comment: applied("What the group is for.", line),
    rules: part("Rules in their order; none of type group, and none with iface.", rules),
  }),
);

const helpers = text(
  "names of conntrack helpers (amanda, ftp, irc, netbios-ns, pptp, sane, sip, snmp, tftp), separated by commas",
  /^(?:amanda|ftp|irc|netbios-ns|pptp|sane|sip|snmp|tftp)(?:,(?:amanda|ftp|irc|netbios-ns|pptp|sane|sip|snmp|tftp))*$/,
);

const wholeList =
  "Rules in their order. The list is kept as a whole: a rule that is not in it is taken out; left as it is where absent.";

/** A guest's firewall. */
export const guestFirewall = object({
  enabled: applied(
    "Whether the guest is filtered; its interfaces are then put behind the firewall, and the node's has to be enabled as well.",
    boolean,
  ),
  rules: applied(wholeList, rules),
  policy_in: applied("What happens to packets that no rule names; DROP where absent.", policy),
  policy_out: applied("The same for packets that leave; ACCEPT where absent.", policy),
  log_level_in: applied("Log level of packets that come in.", logLevel),
  log_level_out: applied("Log level of packets that leave.", logLevel),
  dhcp: applied("Whether DHCP is let through.", boolean),
  ndp: applied("Whether IPv6 neighbours are found.", boolean),
  radv: applied("Whether it may send router advertisements.", boolean),
  macfilter: applied("Whether it may only use the MAC addresses of its interfaces.", boolean),
  ipfilter: applied("Whether it may only use the IP addresses of its interfaces.", boolean),
  aliases: applied("Names for addresses, for rules of this guest.", aliases),
  ipsets: applied("Sets of addresses, for rules of this guest.", ipsets),
});

/** The part of the node's firewall that is this node's only. */
const ownFirewall = object({
  enabled: applied("Whether this node is filtered; true where absent.", boolean),
  rules: applied(`Rules of this node, before those of the datacenter. ${wholeList}`, rules),
  log_level_in: applied("Log level of packets that come in.", logLevel),
  log_level_out: applied("Log level of packets that leave.", logLevel),
  log_level_forward: applied("Log level of packets that pass through.", logLevel),
  tcp_flags_log_level: applied("Log level of illegal TCP flags.", logLevel),
  smurf_log_level: applied("Log level of smurf attacks.", logLevel),
  nosmurfs: applied("Whether smurf attacks are filtered; true where absent.", boolean),
  tcpflags: applied("Whether illegal TCP flags are filtered.", boolean),
  ndp: applied("Whether IPv6 neighbours are found.", boolean),
  nf_conntrack_max: applied("Most connections that are tracked.", whole(32768)),
  nf_conntrack_tcp_timeout_established: applied(
    "Seconds that a connection is remembered.",
    whole(7875),
  ),
  nf_conntrack_tcp_timeout_syn_recv: applied(
    "Seconds that one that was only begun is remembered.",
    whole(30, 60),
  ),
  nf_conntrack_allow_invalid: applied("Whether invalid packets are let through.", boolean),
  nf_conntrack_helpers: applied("Helpers for protocols with several connections.", helpers),
  protection_synflood: applied("Whether floods of new connections are damped.", boolean),
  protection_synflood_rate: applied("New connections a second and source.", whole(1)),
  protection_synflood_burst: applied("How many may come at once.", whole(1)),
  log_nf_conntrack: applied("Whether tracked connections are logged.", boolean),
  nftables: applied("Whether the firewall is nftables' (a technology preview).", boolean),
});

/** The node's firewall. */
export const nodeFirewall = object({
  enabled: applied(
    "Whether anything is filtered: the node, and the guests whose firewall is enabled.",
    boolean,
  ),
  default_input_policy: applied(
    "What happens to packets to the node that no rule names; DROP where absent.",
    policy,
  ),
  default_output_policy: applied(
    "The same for packets that leave it; ACCEPT where absent.",
    policy,
  ),
  default_forward_policy: applied(
    "The same for packets that pass through; ACCEPT where absent.",
    oneOf(["ACCEPT", "DROP"]),
  ),
  ebtables: applied("Whether Ethernet frames are filtered; true where absent.", boolean),
  log_ratelimit: applied("How much is logged at most.", logRateLimit),
  aliases: applied("Names for addresses.", aliases),
  ipsets: applied(
    "Sets of addresses. Proxmox lets the set management in to ports 22 and 8006 by itself, besides the node's own network; nothing may be declared that shuts it out.",
    ipsets,
  ),
  groups: applied("Security groups: rules with a name.", groups),
  global_firewall_rules: applied(`Rules of every node. ${wholeList}`, rules),
  node: applied("What is this node's only.", ownFirewall),
});
