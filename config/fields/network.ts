import { z } from "zod";
import {
  address,
  guestAddress,
  legacyNetwork,
  macAddress,
  nameserver,
  nameserverList,
} from "../scalars/addresses";
import { bridgeName, hostname, interfaceName } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { boolean, listOf, object } from "../scalars/text";
import { alias, applied, legacyForm } from "./field";

/** DNS servers as a string or a list; read as a list. */
export const nameservers = z.union(
  [nameserverList.transform(parseNameservers), listOf("IP addresses of DNS servers", nameserver)],
  { error: "must be one or a list of IP addresses of DNS servers" },
);

/** Names of a guest, of which the first says which address it has. */
export const formerNames = applied(
  "Names that it had before, the oldest first, by which ip auto goes on to choose its address.",
  listOf("former names", hostname),
);

/** The fields of an interface, by the original's names. */
const interfaceFields = (defaultName: string) => ({
  name: applied(
    `Name of the interface inside the guest; ${defaultName} where absent.`,
    interfaceName,
  ),
  bridge: applied(
    "Bridge on the node, or vmbr0.20 for VLAN 20 of vmbr0; vmbr0 where absent.",
    bridgeName,
  ),
  ip: applied(
    "IPv4 address with prefix length, or dhcp; none where absent. auto: one of network.address_ranges for this bridge and VLAN, chosen by the guest's name among those that nobody has, and kept as long as it lies there.",
    guestAddress,
  ),
  gw: applied(
    "Default gateway; none where absent, with ip auto that of the address range.",
    address,
  ),
  tag: applied("VLAN of the interface; none where absent.", whole(1, 4094)),
  firewall: applied(
    "Whether Proxmox's firewall sees this interface's packets; as firewall.enabled of the guest where absent.",
    boolean,
  ),
  nameservers: applied("DNS servers; the node's where absent.", nameservers),
  nameserver: alias("nameservers", nameservers),
});

/** The primary interface as an object, or in the oldest files as one string. */
export const networkConfig = z.union(
  [
    legacyForm(
      "an object with name, bridge, ip and gw",
      legacyNetwork.transform(parseLegacyNetwork),
    ),
    object({ ...interfaceFields("eth0"), hwaddr: alias("mac_address", macAddress) }),
  ],
  { error: "must be an object with name, bridge, ip and gw" },
);

/** The second interface, with its MAC address beside it. */
export const secondaryNetworkConfig = object({
  ...interfaceFields("eth1"),
  hwaddr: applied("MAC address; Proxmox makes one where absent.", macAddress),
});

/** An interface straight on the uplink. */
export const publicInterface = object({
  ...interfaceFields("eth1"),
  hwaddr: applied("MAC address.", macAddress),
  type: applied("Kind of interface, such as macvlan.", interfaceName),
  mode: applied("Mode of macvlan.", interfaceName),
  link: applied("Interface of the node below it.", bridgeName),
});

/** `10.0.0.111/24,10.0.0.1,8.8.8.8` as an interface. */
export function parseLegacyNetwork(text: string): LegacyNetwork {
  const [ip = "", gw = "", dns] = text.split(",");
  return { ip, gw, ...(dns === undefined ? {} : { nameservers: [dns] }) };
}

/** DNS servers out of a string that separates them by blanks or commas. */
export function parseNameservers(text: string): string[] {
  return text.split(/[ ,]+/);
}

interface LegacyNetwork {
  ip: string;
  gw: string;
  nameservers?: string[];
}
