import { firewallLifecycle } from "../../providers/firewall/firewall";
import { testDrift } from "./test-drift";

const cluster = "/etc/pve/firewall/cluster.fw";
const node = "/etc/pve/nodes/phoenix/host.fw";
const set = (file: string, key: string, value: string) =>
  `sed -i 's/^${key}: .*/${key}: ${value}/' ${file}`;
const unset = (file: string, key: string) => `sed -i '/^${key}: /d' ${file}`;

testDrift({
  kind: "firewall",
  schema: firewallLifecycle.schema,
  inputs: {
    options: {
      enable: true,
      ebtables: true,
      policy_in: "DROP",
      policy_out: "ACCEPT",
      policy_forward: "ACCEPT",
      log_ratelimit: "burst=5,enable=1,rate=1/second",
    },
    aliases: { gateway: { cidr: "10.0.0.1", comment: "the way out" } },
    ipsets: {
      trusted: { comment: "who may", entries: { "10.0.1.0/24": "office", "!10.0.1.9": "" } },
    },
    groups: { web: { comment: "", rules: "IN ACCEPT -p tcp -dport 80,443\n" } },
    rules:
      "IN SSH(ACCEPT) -source +trusted -log info # administrators\n" +
      "GROUP web\n" +
      "IN ACCEPT -source gateway -p icmp -icmp-type echo-request\n" +
      "|OUT REJECT -dest 10.9.0.0/16\n",
    nodeOptions: {
      enable: true,
      log_level_in: "info",
      log_level_out: "nolog",
      log_level_forward: "warning",
      tcp_flags_log_level: "nolog",
      smurf_log_level: "alert",
      nosmurfs: true,
      tcpflags: true,
      ndp: true,
      nf_conntrack_max: 65536,
      nf_conntrack_tcp_timeout_established: 7875,
      nf_conntrack_tcp_timeout_syn_recv: 45,
      nf_conntrack_allow_invalid: false,
      nf_conntrack_helpers: "ftp,sip",
      protection_synflood: true,
      protection_synflood_rate: 200,
      protection_synflood_burst: 1000,
      log_nf_conntrack: false,
      nftables: false,
    },
    nodeRules: "IN ACCEPT -i vmbr0 -p udp -dport 123 -sport 123\n",
  },
  fields: {
    "options.enable": [set(cluster, "enable", "0"), unset(cluster, "enable")],
    "options.ebtables": set(cluster, "ebtables", "0"),
    "options.policy_in": set(cluster, "policy_in", "REJECT"),
    "options.policy_out": set(cluster, "policy_out", "DROP"),
    "options.policy_forward": set(cluster, "policy_forward", "DROP"),
    "options.log_ratelimit": set(cluster, "log_ratelimit", "enable=0"),
    aliases: [
      "pvesh set /cluster/firewall/aliases/gateway --cidr 10.0.0.2 --comment 'the way out'",
      "pvesh set /cluster/firewall/aliases/gateway --cidr 10.0.0.1",
      `sed -i '/^gateway /d' ${cluster}`,
    ],
    ipsets: [
      "pvesh create /cluster/firewall/ipset/trusted --cidr 10.0.2.0/24",
      "pvesh delete /cluster/firewall/ipset/trusted/10.0.1.0%2F24",
      "pvesh set /cluster/firewall/ipset/trusted/10.0.1.9 --nomatch 0",
      "pvesh create /cluster/firewall/ipset --name trusted --rename trusted --comment other",
      `sed -i '/^.IPSET/,/^$/d; /^10.0.1/d; /^!10/d' ${cluster}`,
    ],
    groups: [
      "pvesh set /cluster/firewall/groups/web/0 --dport 80",
      "pvesh create /cluster/firewall/groups/web --type in --action ACCEPT --enable 1",
      "pvesh create /cluster/firewall/groups --group web --rename web --comment c",
      "pvesh delete /cluster/firewall/groups/web/0 && pvesh delete /cluster/firewall/groups/web",
    ],
    rules: [
      "pvesh delete /cluster/firewall/rules/0",
      "pvesh delete /cluster/firewall/rules/3",
      "pvesh create /cluster/firewall/rules --type in --action ACCEPT --proto tcp --dport 9999 --enable 1",
      "pvesh create /cluster/firewall/rules --type out --action DROP --enable 1",
      "pvesh set /cluster/firewall/rules/0 --moveto 3",
      "pvesh set /cluster/firewall/rules/0 --enable 0",
      "pvesh set /cluster/firewall/rules/3 --enable 1",
      "pvesh set /cluster/firewall/rules/0 --delete comment",
      "pvesh set /cluster/firewall/rules/0 --log debug",
      "pvesh set /cluster/firewall/rules/0 --source 10.0.0.7",
      `sed -i 's/-icmp-type echo-request/-icmp-type echo-reply/' ${cluster}`,
    ],
    "nodeOptions.enable": [set(node, "enable", "0"), unset(node, "enable")],
    "nodeOptions.log_level_in": set(node, "log_level_in", "debug"),
    "nodeOptions.log_level_out": set(node, "log_level_out", "debug"),
    "nodeOptions.log_level_forward": set(node, "log_level_forward", "debug"),
    "nodeOptions.tcp_flags_log_level": set(node, "tcp_flags_log_level", "debug"),
    "nodeOptions.smurf_log_level": set(node, "smurf_log_level", "debug"),
    "nodeOptions.nosmurfs": set(node, "nosmurfs", "0"),
    "nodeOptions.tcpflags": set(node, "tcpflags", "0"),
    "nodeOptions.ndp": set(node, "ndp", "0"),
    "nodeOptions.nf_conntrack_max": set(node, "nf_conntrack_max", "32768"),
    "nodeOptions.nf_conntrack_tcp_timeout_established": set(
      node,
      "nf_conntrack_tcp_timeout_established",
      "9999",
    ),
    "nodeOptions.nf_conntrack_tcp_timeout_syn_recv": set(
      node,
      "nf_conntrack_tcp_timeout_syn_recv",
      "60",
    ),
    "nodeOptions.nf_conntrack_allow_invalid": set(node, "nf_conntrack_allow_invalid", "1"),
    "nodeOptions.nf_conntrack_helpers": set(node, "nf_conntrack_helpers", "ftp"),
    "nodeOptions.protection_synflood": set(node, "protection_synflood", "0"),
    "nodeOptions.protection_synflood_rate": set(node, "protection_synflood_rate", "5"),
    "nodeOptions.protection_synflood_burst": set(node, "protection_synflood_burst", "5"),
    "nodeOptions.log_nf_conntrack": set(node, "log_nf_conntrack", "1"),
    "nodeOptions.nftables": unset(node, "nftables"),
    nodeRules: [
      "pvesh delete /nodes/phoenix/firewall/rules/0",
      "pvesh create /nodes/phoenix/firewall/rules --type in --action ACCEPT --enable 1",
      "pvesh set /nodes/phoenix/firewall/rules/0 --iface vmbr1",
      "pvesh set /nodes/phoenix/firewall/rules/0 --sport 124",
      {
        command: `rm ${cluster} ${node}`,
        gone: true,
      },
    ],
  },
});
