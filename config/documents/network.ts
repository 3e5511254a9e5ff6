import { applied, group, inert, later } from "../fields/field";
import { nameservers } from "../fields/network";
import { address, addressOrNetwork, addressWithPrefix, host } from "../scalars/addresses";
import { bridgeName, hostname, imageReference } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { object, text } from "../scalars/text";

const NETWORK = "network of the node";
const UNREAD = "nothing of the original reads it";
const port = whole(1, 65535);

const workgroup = text(
  "a workgroup (letters, digits, _ or -, up to 15)",
  /^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/,
);

/** The node's network and addresses of services. */
export const networkDocument = object({
  interfaces: group(
    "The node's own interface.",
    object({
      name: later(NETWORK, "Bridge.", bridgeName),
      address: later(NETWORK, "IPv4 address with prefix length.", addressWithPrefix),
      gateway: later(NETWORK, "Default gateway.", address),
      dns_nameservers: later(NETWORK, "DNS servers, one or a list.", nameservers),
    }),
  ),
  hostname: applied(
    "Host name of the node, with its domain or without; /etc/hosts gives it interfaces.address as soon as the node has that. Proxmox's name of the node is its first label, which cannot be changed.",
    hostname,
  ),
  workgroup: later("Samba", "Workgroup of the shares.", workgroup),
  default_subnet: inert(UNREAD, "Network of the guests.", addressOrNetwork),
  nfs_server: later("NFS storages", "Address of the NFS server.", host),
  external_registry_url: inert(UNREAD, "Registry of container images.", imageReference),
  portainer_server_ip: later("Portainer", "Address of the server.", host),
  portainer_server_port: later("Portainer", "Port of the server.", port),
  portainer_agent_port: later("Portainer", "Port of the agents.", port),
  fallback_dns: inert(UNREAD, "DNS server if the others fail.", address),
  public_bridge: later(NETWORK, "Bridge with the uplink.", bridgeName),
  macvlan_vlan_tag: later(NETWORK, "VLAN of macvlan interfaces.", whole(1, 4094)),
  public_vlan_tag: later(NETWORK, "VLAN of the public side.", whole(1, 4094)),
  internal_bridge: later(
    NETWORK,
    "A bridge without uplink.",
    object({
      name: later(NETWORK, "Bridge.", bridgeName),
      subnet: later(NETWORK, "Network on it.", addressOrNetwork),
    }),
  ),
});
