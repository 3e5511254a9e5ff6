import { alias, applied, inert } from "../fields/field";
import { nameservers } from "../fields/network";
import { address, guestAddress, macAddress } from "../scalars/addresses";
import { bridgeName, interfaceName } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { boolean, object, oneOf } from "../scalars/text";

/** A network card of a virtual machine, and what cloud-init gives it. */
export const vmInterface = object({
  name: inert("the system in the VM names its interfaces", "Name of the interface.", interfaceName),
  bridge: applied("Bridge on the node; network_bridge, or vmbr0, where absent.", bridgeName),
  model: applied(
    "Model of the card; virtio where absent.",
    oneOf(["virtio", "e1000", "e1000e", "rtl8139", "vmxnet3"]),
  ),
  ip: applied(
    "IPv4 address with prefix length, or dhcp, by cloud-init. auto: one of network.address_ranges for this bridge and VLAN, as containers choose one.",
    guestAddress,
  ),
  gw: applied(
    "Default gateway, by cloud-init; with ip auto that of the address range where absent.",
    address,
  ),
  nameservers: applied("DNS servers, by cloud-init; the node's where absent.", nameservers),
  nameserver: alias("nameservers", nameservers),
  tag: applied("VLAN of the card; none where absent.", whole(1, 4094)),
  hwaddr: applied("MAC address; Proxmox makes one where absent.", macAddress),
  firewall: applied(
    "Whether Proxmox's firewall sees this card's packets; false where absent.",
    boolean,
  ),
});
