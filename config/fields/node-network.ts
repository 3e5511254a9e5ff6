import { z } from "zod";
import {
  address,
  address6,
  address6WithPrefix,
  addressWithPrefix,
  hostAddress,
} from "../scalars/addresses";
import { bondModes, hashPolicies } from "../scalars/bonds";
import { bridgeName, hostname, nodeInterface } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { boolean, listOf, object, oneOf, paragraph, text } from "../scalars/text";
import { applied, legacyForm, required } from "./field";
import { nameservers } from "./network";

const vlans = text(
  "VLANs and ranges of them separated by blanks, such as 10 20-29",
  /^\d{1,4}(?:-\d{1,4})?(?: \d{1,4}(?:-\d{1,4})?)*$/,
);

const ports = listOf("interfaces", nodeInterface);

/** One interface of the node. */
const nodeInterfaceFields = object({
  name: required(
    "Interface, such as vmbr0, bond0, vmbr0.20, vlan20 or a network card.",
    nodeInterface,
  ),
  type: applied(
    "What it is. Where absent, the name tells: bond0 is a bond, vmbr0.20 and vlan20 are VLANs, vmbr0 is a bridge, en… and eth… are cards.",
    oneOf(["bridge", "bond", "vlan", "eth"]),
  ),
  address: applied(
    "IPv4 address with prefix length; left as it is where it was never declared. Where it is the one that Phoenix connects to, the change is proved at the new one, and phoenix:endpoint has to follow.",
    hostAddress,
  ),
  gateway: applied("Default gateway; one interface of the node has one.", address),
  address6: applied("IPv6 address with prefix length.", address6WithPrefix),
  gateway6: applied("Default gateway of IPv6.", address6),
  mtu: applied("Largest packet in bytes; 1500 where it was never declared.", whole(1280, 65520)),
  autostart: applied(
    "Whether it is brought up when the node starts; true where absent. Only such interfaces have to be up now as well.",
    boolean,
  ),
  comments: applied("Text that stands with it in the file.", paragraph),
  bridge_ports: applied(
    "Interfaces on the bridge, [] for none; left as they are where never declared. Guests come and go beside them.",
    ports,
  ),
  bridge_vlan_aware: applied("Whether guests on the bridge may have VLANs of their own.", boolean),
  bridge_vids: applied("VLANs that a VLAN-aware bridge carries; 2-4094 where absent.", vlans),
  slaves: applied("Interfaces that the bond is made of.", ports),
  bond_mode: applied("How the bond uses them.", oneOf(bondModes)),
  bond_primary: applied("The one that an active-backup bond prefers.", nodeInterface),
  bond_xmit_hash_policy: applied(
    "How a balance-xor or 802.3ad bond chooses among them.",
    oneOf(hashPolicies),
  ),
  vlan_raw_device: applied(
    "What the VLAN is on; where the name is vmbr0.20, that says it.",
    nodeInterface,
  ),
  vlan_id: applied("Number of the VLAN; where the name ends in it, that says it.", whole(1, 4094)),
});

/** The node's interfaces, or in files of the original one bridge as an object. */
export const nodeInterfaces = z.union(
  [
    legacyForm(
      "a list of interfaces, and network.dns",
      object({
        name: z.exactOptional(bridgeName),
        address: z.exactOptional(addressWithPrefix),
        gateway: z.exactOptional(address),
        dns_nameservers: z.exactOptional(nameservers),
      }),
    ),
    listOf("interfaces", nodeInterfaceFields),
  ],
  { error: "must be a list of interfaces" },
);

/** Whom the node asks for names. */
export const nodeDns = object({
  search: applied("Domain that is appended to short names; left as it is where absent.", hostname),
  servers: applied(
    "DNS servers in the order in which they are asked, at most three; left as they are where absent.",
    nameservers,
  ),
});

export type NodeInterfaceDocument = z.output<typeof nodeInterfaceFields>;
