import { networkLifecycle } from "../../providers/network";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

const cards = ["enp6s0", "enp7s0"];
const inFile = (expression: string) => `sed -i '${expression}' /etc/network/interfaces`;
/** The same by hand, with what is in force. */
const applied = (expression: string) => ({
  command: `${inFile(expression)} && ifreload -a`,
  along: ["running"],
});

const inputs = {
  interfaces: {
    vmbr0: {
      ...{ type: "bridge", autostart: true, cidr: "10.0.0.13/24", gateway: "10.0.0.1" },
      ...{ cidr6: "fd00::13/64", gateway6: "fd00::1", mtu: 1500, comments: "uplink" },
      ...{ bridge_ports: ["enp5s0"], bridge_vlan_aware: true, bridge_vids: "2-100" },
    },
    bond0: {
      ...{ type: "bond", autostart: true, slaves: cards, bond_mode: "802.3ad" },
      bond_xmit_hash_policy: "layer2+3",
    },
    bond1: { type: "bond", autostart: false, slaves: [], bond_mode: "active-backup" },
    guests: { type: "vlan", autostart: true, "vlan-raw-device": "vmbr0", "vlan-id": 20 },
    vmbr1: { type: "bridge", autostart: true, bridge_ports: [], bridge_vlan_aware: false },
    enp5s0: { type: "eth", autostart: false },
  },
  running: {
    vmbr0: {
      ...{ up: true, cidr: "10.0.0.13/24", gateway: "10.0.0.1", cidr6: "fd00::13/64" },
      ...{ gateway6: "fd00::1", mtu: 1500, bridge_ports: ["enp5s0"], bridge_vlan_aware: true },
    },
    bond0: {
      ...{ up: true, slaves: cards, bond_mode: "802.3ad", bond_xmit_hash_policy: "layer2+3" },
    },
    guests: { up: true },
    vmbr1: { up: true, bridge_ports: [], bridge_vlan_aware: false },
  },
  rollback: "none",
  rollbackSeconds: 30,
};

testDrift({
  kind: "network",
  schema: networkLifecycle.schema,
  ground: async (world) => {
    const { network } = world.embedded.node;
    for (const name of cards) network.add(name, { up: true });
    await world.shell("ifreload -a");
    await new Resource(world, "network", inputs).up();
  },
  inputs,
  fields: {
    interfaces: [
      inFile("s/^auto vmbr0$//"),
      inFile("/^iface vmbr1 /,/^$/d; /^auto vmbr1$/d"),
      inFile("/^auto guests/,/^$/d"),
      inFile("s/address 10.0.0.13/address 10.0.0.99/"),
      inFile("/gateway 10.0.0.1/d"),
      inFile("s/gateway 10.0.0.1$/gateway 10.0.0.254/"),
      inFile("s/fd00::13/fd00::99/"),
      inFile("s/gateway fd00::1/gateway fd00::2/"),
      inFile("s/mtu 1500/mtu 1400/"),
      inFile("/mtu 1500/d"),
      inFile("s/^#uplink/#other/"),
      inFile("/^#uplink/d"),
      inFile("s/bridge-ports enp5s0/bridge-ports none/"),
      inFile("s/bridge-ports enp5s0/bridge-ports enp5s0 enp5s0.7/"),
      inFile("/bridge-vlan-aware/d; /bridge-vids/d"),
      inFile("s/bridge-vids 2-100/bridge-vids 2-100 200/"),
      inFile("s/bond-slaves enp6s0 enp7s0/bond-slaves enp6s0/"),
      inFile("s/bond-mode 802.3ad/bond-mode balance-xor/"),
      inFile("s/layer2+3/layer3+4/"),
      inFile("s/vlan-raw-device vmbr0/vlan-raw-device vmbr1/"),
      inFile("s/vlan-id 20/vlan-id 30/"),
      applied("s/address 10.0.0.13/address 10.0.0.99/"),
      applied("s/bridge-ports enp5s0/bridge-ports none/"),
      applied("s/bond-slaves enp6s0 enp7s0/bond-slaves enp6s0/"),
    ],
    running: [
      "ip link set vmbr0 down && ip link set vmbr0 up",
      "ip link set bond0 down",
      "ip link del guests",
      "ip link del vmbr1",
      "ip addr del 10.0.0.13/24 dev vmbr0",
      "ip addr del fd00::13/64 dev vmbr0",
      "ip route del default via 10.0.0.1",
      "ip route del default via fd00::1",
      "ip route replace default via 10.0.0.254 dev vmbr0 && ip route add default via fd00::1 dev vmbr0; true",
      "ip link set vmbr0 mtu 1400",
      "ip link set enp5s0 nomaster",
      "ip link set enp7s0 master vmbr1",
      "ip link add stray type dummy && ip link set stray master vmbr1",
      "ip link set vmbr0 type bridge vlan_filtering 0",
      "ip link set vmbr1 type bridge vlan_filtering 1",
      "ip link set enp6s0 nomaster",
      "ip link set bond0 type bond mode balance-rr",
      "ip link set bond0 type bond xmit_hash_policy layer2",
    ],
    rollback: "systemd-run --quiet --unit=phoenix-network-rollback --on-active=60s -- /bin/true",
  },
  notCompared: {
    rollbackSeconds: "it says how long the node waits, and is nothing that the node has",
  },
});
