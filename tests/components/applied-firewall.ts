import type { Json } from "../../config/json";

type Change = readonly [file: "hypervisor" | "lxc", place: string, value: Json | undefined];

const rulesOf = (iface: string | undefined) => [
  {
    ...{ type: "in", action: "ACCEPT", enabled: true, proto: "tcp", port: "80" },
    ...{ source_port: "1024", source: "10.0.0.0/24", dest: "10.0.0.13", log: "info" },
    ...{ comment: "one", ...(iface !== undefined && { iface }) },
  },
  { type: "in", action: "ACCEPT", macro: "SSH" },
  { type: "in", action: "ACCEPT", proto: "icmp", icmp_type: "echo-request" },
];

const sets = {
  aliases: { gateway: { cidr: "10.0.0.1", comment: "out" } },
  ipsets: {
    trusted: { comment: "who", entries: [{ cidr: "10.0.0.0/24", nomatch: false, comment: "lan" }] },
  },
};

const node = {
  log_level_in: "info",
  log_level_out: "info",
  log_level_forward: "info",
  tcp_flags_log_level: "info",
  smurf_log_level: "info",
  nosmurfs: true,
  tcpflags: true,
  ndp: true,
  nf_conntrack_max: 65536,
  nf_conntrack_tcp_timeout_established: 7875,
  nf_conntrack_tcp_timeout_syn_recv: 45,
  nf_conntrack_allow_invalid: true,
  nf_conntrack_helpers: "ftp",
  protection_synflood: true,
  protection_synflood_rate: 200,
  protection_synflood_burst: 1000,
  log_nf_conntrack: true,
  nftables: true,
};

const guest = {
  policy_in: "DROP",
  policy_out: "ACCEPT",
  log_level_in: "info",
  log_level_out: "info",
  dhcp: true,
  ndp: true,
  radv: true,
  macfilter: true,
  ipfilter: true,
};

/** A firewall of the node that says something of everything. */
export const nodeFirewall = {
  enabled: true,
  default_input_policy: "DROP",
  default_output_policy: "ACCEPT",
  default_forward_policy: "ACCEPT",
  ebtables: true,
  log_ratelimit: "enable=1,rate=1/second,burst=5",
  ...sets,
  groups: { web: { comment: "web", rules: rulesOf(undefined) } },
  global_firewall_rules: rulesOf("vmbr0"),
  node: { enabled: true, rules: rulesOf("vmbr0"), ...node },
};

/** The same of a guest. */
export const guestFirewall = { enabled: true, rules: rulesOf("net0"), ...guest, ...sets };

export const firewallChanges: readonly Change[] = [
  ["hypervisor", "firewall.enabled", false],
  ["hypervisor", "firewall.default_input_policy", "REJECT"],
  ["hypervisor", "firewall.default_output_policy", "DROP"],
  ["hypervisor", "firewall.default_forward_policy", "DROP"],
  ["hypervisor", "firewall.ebtables", false],
  ["hypervisor", "firewall.log_ratelimit", "enable=0"],
  ["hypervisor", "firewall.groups.web.comment", "other"],
  ...ruleChanges("hypervisor", "firewall.groups.web.rules"),
  ...ruleChanges("hypervisor", "firewall.global_firewall_rules", "vmbr1"),
  ["hypervisor", "firewall.node.enabled", false],
  ...ruleChanges("hypervisor", "firewall.node.rules", "vmbr1"),
  ...Object.entries(node).map(([key, value]) => other("hypervisor", `firewall.node.${key}`, value)),
  ...setChanges("hypervisor", "firewall"),
  ["lxc", "lxc_configs.950.firewall.enabled", false],
  ...ruleChanges("lxc", "lxc_configs.950.firewall.rules", "net1"),
  ...Object.entries(guest).map(([key, value]) =>
    other("lxc", `lxc_configs.950.firewall.${key}`, value),
  ),
  ...setChanges("lxc", "lxc_configs.950.firewall"),
];

function ruleChanges(file: Change[0], list: string, iface?: string): Change[] {
  return [
    [file, `${list}.0.type`, "out"],
    [file, `${list}.0.action`, "DROP"],
    [file, `${list}.0.enabled`, false],
    [file, `${list}.1.macro`, "Ping"],
    [file, `${list}.0.proto`, "udp"],
    [file, `${list}.0.port`, "443"],
    [file, `${list}.0.source_port`, "1025"],
    [file, `${list}.2.icmp_type`, "echo-reply"],
    [file, `${list}.0.source`, "10.0.1.0/24"],
    [file, `${list}.0.dest`, "10.0.0.14"],
    [file, `${list}.0.log`, "debug"],
    [file, `${list}.0.comment`, "two"],
    ...(iface === undefined ? [] : [[file, `${list}.0.iface`, iface] as const]),
  ];
}

function setChanges(file: Change[0], place: string): Change[] {
  return [
    [file, `${place}.aliases.gateway.cidr`, "10.0.0.2"],
    [file, `${place}.aliases.gateway.comment`, "in"],
    [file, `${place}.ipsets.trusted.comment`, "they"],
    [file, `${place}.ipsets.trusted.entries.0.cidr`, "10.0.1.0/24"],
    [file, `${place}.ipsets.trusted.entries.0.nomatch`, true],
    [file, `${place}.ipsets.trusted.entries.0.comment`, "wan"],
  ];
}

function other(file: Change[0], place: string, value: boolean | number | string): Change {
  if (typeof value === "boolean") return [file, place, !value];
  if (typeof value === "number") return [file, place, value + 1];
  const others: Record<string, string> = { info: "debug", ftp: "sip", DROP: "REJECT" };
  return [file, place, others[value] ?? "DROP"];
}
