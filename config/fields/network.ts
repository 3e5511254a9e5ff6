import { z } from "zod";
import {
  address,
  guestAddress,
  legacyNetwork,
  macAddress,
  nameserver,
  nameserverList,
} from "../scalars/addresses";
import { bridgeName, interfaceName } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { boolean, listOf, object } from "../scalars/text";
import { alias, applied, legacyForm } from "./field";

/** DNS servers as a string or a list; read as a list. */
export const nameservers = z.union(
  [nameserverList.transform(parseNameservers), listOf("IP addresses of DNS servers", nameserver)],
  { error: "must be one or a list of IP addresses of DNS servers" },
);

/** The fields of net0 and net1, by the original's names. */
const interfaceFields = {
  name: applied("Name of the interface inside the guest; eth0 where absent.", interfaceName),
  bridge: applied(
    "Bridge on the node; vmbr0 where absent. `vmbr0.20` means VLAN 20 of vmbr0.",
    bridgeName,
  ),
  ip: applied("IPv4 address with prefix length, or dhcp.", guestAddress),
  gw: applied("Default gateway.", address),
  tag: applied("VLAN of the interface, 1 to 4094.", whole(1, 4094)),
  firewall: applied("Whether Proxmox's firewall sees this interface's packets.", boolean),
  nameservers: applied("DNS servers; the host's where absent.", nameservers),
  nameserver: alias("nameservers", nameservers),
};

/** The primary interface as an object, or in the oldest files as one string. */
export const networkConfig = z.union(
  [
    legacyForm(
      "an object with name, bridge, ip and gw",
      legacyNetwork.transform(parseLegacyNetwork),
    ),
    object({ ...interfaceFields, hwaddr: alias("mac_address", macAddress) }),
  ],
  { error: "must be an object with name, bridge, ip and gw" },
);

/** The second interface, with its MAC address beside it. */
export const secondaryNetworkConfig = object({
  ...interfaceFields,
  hwaddr: applied("MAC address; Proxmox makes one where absent.", macAddress),
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
