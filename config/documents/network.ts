import { z } from "zod";
import { alias, applied, group, inert, later } from "../fields/field";
import { addressRange } from "../fields/address-range";
import { nodeDns, nodeInterfaces } from "../fields/node-network";
import { address, addressOrNetwork, host } from "../scalars/addresses";
import { bridgeName, hostname, imageReference } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { listOf, object, text } from "../scalars/text";

const UNREAD = "nothing of the original reads it";
const BRIDGE_OF_GUEST = "each guest names its bridge in network_config.bridge";
const TAG_OF_GUEST =
  "a VLAN stands where it is used: tag in a guest's network_config, or an interface such as vmbr0.20 in network.interfaces";
const port = whole(1, 65535);

const workgroup = text(
  "a workgroup (letters, digits, _ or -, up to 15)",
  /^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/,
);

/** The node's network and addresses of services. */
export const networkDocument = object({
  interfaces: applied(
    "Interfaces of the node, through Proxmox VE's own pending changes, applied in one step that the node takes back by itself unless new connections confirm it. Others are left alone, and one that is not declared any more stays as it is. Left alone where absent.",
    nodeInterfaces,
  ),
  dns: group("Whom the node asks for names (/etc/resolv.conf).", nodeDns),
  address_ranges: applied(
    "Addresses for guests with ip auto, one range for a bridge and VLAN. A DHCP server of the same network must not give them away.",
    listOf("address ranges", addressRange),
  ),
  rollback_seconds: applied(
    "How long the node waits for a changed network to be confirmed before it takes the change back; 60 where absent.",
    whole(10, 3600),
  ),
  hostname: applied(
    "Host name of the node, with its domain or without; /etc/hosts gives it the address of the interface with the gateway, or else the first, as soon as the node has that. Proxmox's name of the node is its first label, which cannot be changed.",
    hostname,
  ),
  workgroup: later("Samba", "Workgroup of the shares.", workgroup),
  default_subnet: inert(UNREAD, "Network of the guests.", addressOrNetwork),
  nfs_server: applied(
    "Address of the NFS server: each folder of nfs.exports becomes a storage nfs-NAME, NAME being the folder's last part.",
    host,
  ),
  external_registry_url: inert(UNREAD, "Registry of container images.", imageReference),
  portainer_server_ip: later("Portainer", "Address of the server.", host),
  portainer_server_port: later("Portainer", "Port of the server.", port),
  portainer_agent_port: later("Portainer", "Port of the agents.", port),
  fallback_dns: inert(
    "the original never read it; the last of network.dns.servers is asked when the others do not answer",
    "DNS server if the others fail.",
    address,
  ),
  public_bridge: inert(BRIDGE_OF_GUEST, "Bridge with the uplink.", bridgeName),
  macvlan_vlan_tag: inert(TAG_OF_GUEST, "VLAN of macvlan interfaces.", whole(1, 4094)),
  public_vlan_tag: inert(TAG_OF_GUEST, "VLAN of the public side.", whole(1, 4094)),
  internal_bridge: alias(
    "an interface with bridge_ports [] in network.interfaces, and the node's address on it",
    object({
      name: z.exactOptional(bridgeName),
      subnet: z.exactOptional(addressOrNetwork),
    }),
  ),
});

export type NetworkDocument = z.output<typeof networkDocument>;
