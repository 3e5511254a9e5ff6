import { guestFirewallLifecycle } from "../../providers/firewall/guest-firewall";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

const file = "/etc/pve/firewall/950.fw";
const api = "/nodes/phoenix/lxc/950/firewall";
const set = (key: string, value: string) => `sed -i 's/^${key}: .*/${key}: ${value}/' ${file}`;

testDrift({
  kind: "guestfirewall",
  schema: guestFirewallLifecycle.schema,
  ground: async (world) => {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    const spec = { ...layerSpec, vmid: 950, tags: [`${owner}+950`] };
    await new Resource(world, "container", spec).up();
  },
  inputs: {
    vmid: 950,
    options: {
      enable: true,
      policy_in: "DROP",
      policy_out: "ACCEPT",
      log_level_in: "info",
      log_level_out: "nolog",
      dhcp: true,
      ndp: true,
      radv: false,
      macfilter: true,
      ipfilter: true,
    },
    aliases: { me: { cidr: "10.0.0.150", comment: "" } },
    ipsets: { clients: { comment: "", entries: { "10.0.0.0/24": "lan", me: "" } } },
    rules:
      "IN ACCEPT -i net0 -source +clients -p tcp -dport 8000 # vLLM\n" +
      "IN Ping(ACCEPT)\n" +
      "IN DROP -log warning\n",
  },
  notCompared: { vmid: "it says which guest", declared: "it says where names come from" },
  fields: {
    "options.enable": [set("enable", "0"), `sed -i '/^enable: /d' ${file}`],
    "options.policy_in": set("policy_in", "ACCEPT"),
    "options.policy_out": set("policy_out", "DROP"),
    "options.log_level_in": set("log_level_in", "debug"),
    "options.log_level_out": set("log_level_out", "debug"),
    "options.dhcp": set("dhcp", "0"),
    "options.ndp": set("ndp", "0"),
    "options.radv": set("radv", "1"),
    "options.macfilter": set("macfilter", "0"),
    "options.ipfilter": set("ipfilter", "0"),
    aliases: [
      `pvesh set ${api}/aliases/me --cidr 10.0.0.151`,
      `pvesh set ${api}/aliases/me --cidr 10.0.0.150 --comment mine`,
    ],
    ipsets: [
      `pvesh create ${api}/ipset/clients --cidr 10.0.7.0/24`,
      `pvesh delete ${api}/ipset/clients/me`,
      `pvesh set ${api}/ipset/clients/me --comment c`,
    ],
    rules: [
      `pvesh delete ${api}/rules/1`,
      `pvesh create ${api}/rules --type in --action ACCEPT --enable 1`,
      `pvesh set ${api}/rules/2 --moveto 0`,
      `pvesh set ${api}/rules/0 --enable 0`,
      `pvesh set ${api}/rules/0 --comment other`,
      { command: `rm ${file}`, gone: true },
    ],
  },
});
