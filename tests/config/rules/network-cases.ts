import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

/** The interfaces of the inventory with these beside vmbr0, or in its place. */
function interfaces(...more: object[]): RuleCase["change"] {
  const names = more.map((each) => (each as { name: string }).name);
  const base = names.includes("vmbr0") ? [] : [{ name: "vmbr0", address: "10.0.0.13/24" }];
  return (all) => set(all.hypervisor["network"], { interfaces: [...base, ...more] });
}

/** The inventory with these ranges, and container 951 choosing from one. */
function ranges(...address_ranges: object[]): RuleCase["change"] {
  return (all) => {
    set(all.hypervisor["network"], { address_ranges });
    set(guest(all, 951)["network_config"], { ip: "auto" });
  };
}

const range = { first: "10.0.0.210/24", last: "10.0.0.250", gw: "10.0.0.1" };
const bond0 = { name: "bond0", slaves: ["enp5s0", "enp6s0"] };
const at = (place: string) => `hypervisor.json: network.interfaces${place}`;

/** Mistakes about the node's interfaces. */
export const networkRules: RuleCase[] = [
  {
    rule: "duplicate-interface",
    title: "an interface twice",
    severity: "error",
    change: interfaces({ name: "vmbr1" }, { name: "vmbr1" }),
    at: at("[2].name"),
    says: /the interface vmbr1 is already taken/,
  },
  {
    rule: "interface-type",
    title: "a name that does not tell what it is",
    severity: "error",
    change: interfaces({ name: "lan" }),
    at: at("[1].name"),
    says: /the name lan does not tell what it is; add type/,
  },
  {
    rule: "interface-type",
    title: "a bond by another name",
    severity: "error",
    change: interfaces({ name: "uplink", type: "bond", slaves: ["enp5s0"] }),
    at: at("[1].type"),
    says: /is bond, and the interface is uplink: a bond, and nothing else, is called bond0/,
  },
  {
    rule: "interface-field",
    title: "ports of a VLAN",
    severity: "error",
    change: interfaces({ name: "vmbr0.20", bridge_ports: ["enp5s0"] }),
    at: at("[1].bridge_ports"),
    says: /is a field of a bridge, and vmbr0\.20 is declared as vlan/,
  },
  {
    rule: "interface-field",
    title: "VLANs of a bridge that does not know any",
    severity: "error",
    change: interfaces({ name: "vmbr1", bridge_vids: "2-10" }),
    at: at("[1].bridge_vids"),
    says: /needs bridge_vlan_aware: true/,
  },
  {
    rule: "bond",
    title: "a bond of nothing",
    severity: "error",
    change: interfaces({ name: "bond0" }),
    at: at("[1]"),
    says: /bond bond0 has no slaves/,
  },
  {
    rule: "bond",
    title: "a primary that is no slave",
    severity: "error",
    change: interfaces({ ...bond0, bond_mode: "active-backup", bond_primary: "enp7s0" }),
    at: at("[1].bond_primary"),
    says: /is enp7s0, which is none of the slaves enp5s0, enp6s0/,
  },
  {
    rule: "bond",
    title: "a primary of a bond that uses all",
    severity: "error",
    change: interfaces({ ...bond0, bond_mode: "802.3ad", bond_primary: "enp5s0" }),
    at: at("[1].bond_primary"),
    says: /means nothing to a bond of mode 802\.3ad, only to active-backup/,
  },
  {
    rule: "bond",
    title: "a policy of a bond that needs none",
    severity: "error",
    change: interfaces({ ...bond0, bond_xmit_hash_policy: "layer2" }),
    at: at("[1].bond_xmit_hash_policy"),
    says: /means nothing to a bond of mode balance-rr/,
  },
  {
    rule: "vlan",
    title: "a VLAN on nothing",
    severity: "error",
    change: interfaces({ name: "vlan20" }),
    at: at("[1]"),
    says: /VLAN vlan20 needs vlan_raw_device/,
  },
  {
    rule: "vlan",
    title: "a VLAN on two things",
    severity: "error",
    change: interfaces({ name: "vmbr0.20", vlan_raw_device: "vmbr1" }),
    at: at("[1].vlan_raw_device"),
    says: /is vmbr1, but the name vmbr0\.20 says vmbr0/,
  },
  {
    rule: "vlan",
    title: "a VLAN without a number",
    severity: "error",
    change: interfaces({ name: "guests", type: "vlan", vlan_raw_device: "vmbr0" }),
    at: at("[1]"),
    says: /VLAN guests needs vlan_id/,
  },
  {
    rule: "vlan",
    title: "a VLAN with two numbers",
    severity: "error",
    change: interfaces({ name: "vlan20", vlan_raw_device: "vmbr0", vlan_id: 30 }),
    at: at("[1].vlan_id"),
    says: /is 30, but the name vlan20 says 20/,
  },
  {
    rule: "vlan",
    title: "a VLAN that there is not",
    severity: "error",
    change: interfaces({ name: "vmbr0.4095" }),
    at: at("[1].name"),
    says: /vmbr0\.4095 is VLAN 4095; there are VLANs 1 to 4094/,
  },
  {
    rule: "duplicate-gateway",
    title: "two default gateways",
    severity: "error",
    change: interfaces(
      { name: "vmbr0", address: "10.0.0.13/24", gateway: "10.0.0.1" },
      { name: "vmbr1", address: "10.1.0.13/24", gateway: "10.1.0.1" },
    ),
    at: at("[1].gateway"),
    says: /the gateway of the node is already taken by vmbr0/,
  },
  {
    rule: "gateway-network",
    title: "a gateway in another network",
    severity: "error",
    change: interfaces({ name: "vmbr0", address: "10.0.0.13/24", gateway: "10.0.1.1" }),
    at: at("[0].gateway"),
    says: /10\.0\.1\.1 does not lie in the network of vmbr0, 10\.0\.0\.13\/24/,
  },
  {
    rule: "duplicate-port",
    title: "one card on two bridges",
    severity: "error",
    change: interfaces(
      { name: "vmbr1", bridge_ports: ["enp5s0"] },
      { name: "vmbr2", bridge_ports: ["enp5s0"] },
    ),
    at: at("[2].bridge_ports"),
    says: /the interface enp5s0 is already taken by vmbr1/,
  },
  {
    rule: "port-with-address",
    title: "a port with an address",
    severity: "error",
    change: interfaces(
      { name: "vmbr1", bridge_ports: ["enp5s0"] },
      { name: "enp5s0", address: "10.5.0.1/24" },
    ),
    at: at("[1].bridge_ports"),
    says: /enp5s0 is declared with an address, and an interface on vmbr1 can have none/,
  },
  {
    rule: "dns-servers",
    title: "four DNS servers",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["network"], {
        dns: { servers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] },
      }),
    at: "hypervisor.json: network.dns.servers",
    says: /are 4 DNS servers; Proxmox VE and the resolver take three/,
  },
  {
    rule: "duplicate-ip",
    title: "a second address of the node that a container has",
    severity: "error",
    change: interfaces({ name: "vmbr1", address: "10.0.0.150/24" }),
    at: "lxc.json: lxc_configs.950.network_config.ip",
    says: /the address 10\.0\.0\.150 is already taken by the node/,
  },
  {
    rule: "automatic-address",
    title: "a guest that chooses from no range",
    severity: "error",
    change: ranges({ ...range, tag: 5 }),
    at: "lxc.json: lxc_configs.951.network_config.ip",
    says: /is auto, and network\.address_ranges has no range for vmbr0$/,
  },
  {
    rule: "automatic-address",
    title: "a VM that chooses from no range",
    severity: "error",
    change: (all) => set(all.vm["vms"]?.[0], { secondary_network_config: { ip: "auto", tag: 5 } }),
    at: "vm.json: vms[0].secondary_network_config.ip",
    says: /is auto, and network\.address_ranges has no range for vmbr0 with VLAN 5$/,
  },
  {
    rule: "automatic-address",
    title: "a VM that chooses an address, and has nothing that would give it one",
    severity: "error",
    change: (all) => {
      ranges(range)(all);
      set(all.vm["vms"]?.[0], { cloud_init: false, network_config: { ip: "auto" } });
    },
    at: "vm.json: vms[0].network_config.ip",
    says: /is auto, and cloud_init is false: nothing would give the VM its address/,
  },
  {
    rule: "address-range",
    title: "a range that ends before it begins",
    severity: "error",
    change: ranges({ ...range, last: "10.0.0.209" }),
    at: "hypervisor.json: network.address_ranges[0].last",
    says: /is 10\.0\.0\.209, which comes before 10\.0\.0\.210/,
  },
  {
    rule: "address-range",
    title: "a range that leaves its network",
    severity: "error",
    change: ranges({ ...range, last: "10.0.1.2" }),
    at: "hypervisor.json: network.address_ranges[0].last",
    says: /is 10\.0\.1\.2, which is not in the network of 10\.0\.0\.210\/24/,
  },
  {
    rule: "address-range",
    title: "a gateway in another network",
    severity: "error",
    change: ranges({ ...range, gw: "10.0.1.1" }),
    at: "hypervisor.json: network.address_ranges[0].gw",
    says: /is 10\.0\.1\.1, which is not in the network of 10\.0\.0\.210\/24/,
  },
  {
    rule: "address-range",
    title: "two ranges for one bridge",
    severity: "error",
    change: ranges(range, { bridge: "vmbr0", first: "10.0.2.2/24", last: "10.0.2.9" }),
    at: "hypervisor.json: network.address_ranges[1]",
    says: /a range for vmbr0 is already taken by another entry/,
  },
  {
    rule: "address-range",
    title: "two ranges with common addresses",
    severity: "error",
    change: ranges(range, { tag: 5, first: "10.0.0.250/24", last: "10.0.0.251" }),
    at: "hypervisor.json: network.address_ranges[1].first",
    says: /shares addresses with 10\.0\.0\.210\/24 to 10\.0\.0\.250/,
  },
  {
    rule: "duplicate-name",
    title: "a former name that another guest has",
    severity: "error",
    change: (all) => set(guest(all, 951), { aliases: [guest(all, 950)["name"]] }),
    at: "lxc.json: lxc_configs.951.aliases",
    says: /is already taken by container 950/,
  },
  {
    rule: "duplicate-name",
    title: "a former name of a VM that a container has",
    severity: "error",
    change: (all) => set(all.vm["vms"]?.[0], { aliases: [guest(all, 950)["name"]] }),
    at: "vm.json: vms[0].aliases",
    says: /is already taken by container 950/,
  },
];

/** What is right about the node's interfaces. */
export const harmlessNetworks: HarmlessCase[] = [
  {
    rule: "automatic-address",
    title: "ranges for several VLANs, fixed addresses inside one, and a VM that chooses as well",
    change: (all) => {
      set(all.vm["vms"]?.[0], { aliases: ["gate"], network_config: { ip: "auto" } });
      ranges(range, { tag: 5, first: "10.0.5.1/24", last: "10.0.5.9" })(all);
      set(guest(all, 950)["network_config"], { ip: "10.0.0.220/24" });
      set(guest(all, 951), { aliases: ["former"] });
    },
  },
  {
    rule: "vlan",
    title: "VLANs and bonds of every spelling",
    change: interfaces(
      { ...bond0, bond_mode: "802.3ad", bond_xmit_hash_policy: "layer2+3" },
      { name: "vmbr1", bridge_ports: ["bond0.5"], bridge_vlan_aware: true, bridge_vids: "2-9 20" },
      { name: "vmbr0.20", address: "10.20.0.1/24" },
      { name: "vlan30", vlan_raw_device: "bond0" },
      { name: "guests", type: "vlan", vlan_raw_device: "bond0", vlan_id: 40 },
      { name: "lan", type: "bridge", address6: "fd00::1/64", gateway6: "fd00::ff" },
    ),
  },
];
