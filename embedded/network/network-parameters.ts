import { isIPv4, isIPv6 } from "node:net";
import {
  configIdListFormat,
  ipv4Format,
  ipv6Format,
  nodeFormat,
  splitList,
} from "../api/schema/formats";
import type { Format, Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import { bondModes } from "./interfaces-conf";

export const nodeParameter = requiredText({ format: nodeFormat });

const name = /^[a-zA-Z][a-zA-Z0-9_]{1,20}([:.]\d+)?$/;

/** pve-iface. */
const ifaceFormat: Format = (value) =>
  name.test(value) ? undefined : `invalid network interface name '${value}'\n`;

export const ifaceParameter = requiredText({ format: ifaceFormat, minLength: 2, maxLength: 20 });

const ifaceList = optionalText({ format: eachOf(ifaceFormat) });

const vlanFormat: Format = (value) => {
  const bounds = value.split("-").map(Number);
  const isGood =
    /^\d+(-\d+)?$/.test(value) &&
    bounds.every((tag) => tag >= 1 && tag <= 4094) &&
    (bounds[1] ?? 4094) >= (bounds[0] ?? 0);
  return isGood ? undefined : `invalid VLAN ID or range '${value}'\n`;
};

const types = [
  ...["bridge", "bond", "eth", "alias", "vlan", "fabric", "OVSBridge", "OVSBond", "OVSPort"],
  ...["OVSIntPort", "vnet"],
];

export const listTypes = [...types, "any_bridge", "any_local_bridge", "include_sdn"];

/** Settings of an interface (PVE/API2/Network.pm, confdesc). */
export const interfaceParameters: Properties = {
  node: nodeParameter,
  iface: ifaceParameter,
  type: requiredText({ enum: [...types, "unknown"] }),
  comments: optionalText(),
  comments6: optionalText(),
  autostart: optionalFlag,
  bridge_vlan_aware: optionalFlag,
  bridge_vids: optionalText({ format: eachOf(vlanFormat) }),
  bridge_ports: ifaceList,
  ovs_ports: ifaceList,
  ovs_tag: optionalInteger({ minimum: 1, maximum: 4094 }),
  ovs_options: optionalText({ maxLength: 1024 }),
  ovs_bridge: optionalText({ format: ifaceFormat }),
  slaves: ifaceList,
  ovs_bonds: ifaceList,
  bond_mode: optionalText({
    enum: [...bondModes, "balance-slb", "lacp-balance-slb", "lacp-balance-tcp"],
  }),
  "bond-primary": optionalText({ format: ifaceFormat }),
  bond_xmit_hash_policy: optionalText({ enum: ["layer2", "layer2+3", "layer3+4"] }),
  "vlan-raw-device": optionalText({ format: ifaceFormat }),
  "vlan-id": optionalInteger({ minimum: 1, maximum: 4094 }),
  gateway: optionalText({ format: ipv4Format }),
  netmask: optionalText({ requires: "address" }),
  address: optionalText({ format: ipv4Format, requires: "netmask" }),
  cidr: optionalText({ format: cidr(isIPv4, 32, "IPv4") }),
  mtu: optionalInteger({ minimum: 1280, maximum: 65520 }),
  gateway6: optionalText({ format: ipv6Format }),
  netmask6: optionalInteger({ minimum: 0, maximum: 128, requires: "address6" }),
  address6: optionalText({ format: ipv6Format, requires: "netmask6" }),
  cidr6: optionalText({ format: cidr(isIPv6, 128, "IPv6") }),
};

export const deleteParameter = optionalText({ format: configIdListFormat });

const address: Format = (value) =>
  isIPv4(value) || isIPv6(value) ? undefined : "value does not look like a valid IP address\n";

export const addressParameter = optionalText({ format: address });

function eachOf(format: Format): Format {
  return (value) =>
    splitList(value)
      .map(format)
      .find((problem) => problem !== undefined);
}

function cidr(isAddress: (text: string) => boolean, most: number, family: string): Format {
  return (value) => {
    const [, base = "", prefix] = /^(.+)\/(\d+)$/.exec(value) ?? [];
    const length = Number(prefix ?? 0);
    return isAddress(base) && length > 7 && length <= most
      ? undefined
      : `value does not look like a valid ${family} CIDR network\n`;
  };
}
