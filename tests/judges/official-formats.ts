import { isIPv4, isIPv6 } from "node:net";

/**
 * What a named format of PVE::JSONSchema has against a value. A format that is not known here is an error, so that
 * none goes unchecked.
 */
export function formatProblem(format: string, value: string): string[] | undefined {
  const item = format.endsWith("-list") ? lists[format] : undefined;
  if (item !== undefined) {
    const bad = value.split(/[,;\s\0]+/).filter((part) => part !== "" && !item(part));
    return bad.length === 0 ? undefined : [`${bad.join(", ")}: no ${format}`];
  }
  const check = formats[format];
  if (check === undefined) throw new Error(`the schema has a format ${format} that is not checked`);
  return check(value) ? undefined : [`${JSON.stringify(value)} is no ${format}`];
}

type Check = (value: string) => boolean;

const like =
  (shape: RegExp): Check =>
  (value) =>
    shape.test(value);

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const dnsName = like(new RegExp(`^(?:${label}\\.)*${label}$`));
const configId = like(/^[a-z][a-z0-9_-]+$/i);
const storageId = like(/^[a-z][a-z0-9_.-]*[a-z0-9]$/i);
const isIp: Check = (value) => isIPv4(value) || isIPv6(value);
const noDots: Check = (value) => !/(^|\/)\.{1,2}(\/|$)/.test(value);

const isAlias = like(/^(dc\/|guest\/)?[A-Za-z][A-Za-z0-9_-]+$/);
const isPortList = like(
  /^(\d{1,5}(:\d{1,5})?|[a-z][a-z0-9-]*)(,(\d{1,5}(:\d{1,5})?|[a-z][a-z0-9-]*))*$/,
);
const isNetwork: Check = (value) => {
  const [address = "", prefix = "0"] = value.split("/");
  return isIp(address) && /^\d{1,3}$/.test(prefix);
};

const isInterface = like(/^[a-z][a-z0-9_]{1,20}([:.]\d+)?$/i);
const isCidr = (value: string, isAddress: Check, most: number) => {
  const [address = "", prefix = ""] = value.split("/");
  return isAddress(address) && Number(prefix) >= 8 && Number(prefix) <= most;
};

/** PVE/JSONSchema.pm, PVE/LXC/Config.pm, PVE/Storage/Plugin.pm, PVE/Firewall.pm. */
const formats: Readonly<Record<string, Check>> = {
  "pve-node": like(new RegExp(`^${label}$`)),
  "pve-vmid": like(/^[1-9][0-9]{2,8}$/),
  "pve-storage-id": storageId,
  "pve-configid": configId,
  "pve-poolid": like(/^[\w.-]+(\/[\w.-]+){0,2}$/),
  "pve-volume-id": like(/^[a-z][a-z0-9_.-]*[a-z0-9]:\S+$/i),
  "pve-lxc-mp-string": noDots,
  "pve-lxc-dev-string": (value) => noDots(value) && value.startsWith("/dev/"),
  "pve-startup-order": (value) =>
    value.split(",").every((part) => /^((order|up|down)=)?\d+$/.test(part.trim())),
  "pve-storage-path": like(/^\/[\w./@-]*$/),
  "pve-ipv4-config": (value) => {
    const [address = "", prefix = ""] = value.split("/");
    const bits = Number(prefix);
    return ["dhcp", "manual"].includes(value) || (isIPv4(address) && bits >= 8 && bits <= 32);
  },
  "dns-name": dnsName,
  "disk-size": like(/^\d+(\.\d+)?[KMGT]?$/),
  // Unicast: the lowest bit of the first byte is not set.
  "mac-addr": like(/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i),
  ip: isIp,
  ipv4: isIPv4,
  ipv6: isIPv6,
  CIDRv4: (value) => isCidr(value, isIPv4, 32),
  CIDRv6: (value) => isCidr(value, isIPv6, 128),
  "pve-iface": isInterface,
  IPorCIDR: isNetwork,
  IPorCIDRorAlias: (value) => isNetwork(value) || isAlias(value),
  "pve-fw-addr-spec": (value) =>
    /^\+\S+$/.test(value) || isAlias(value) || value.split(/[,-]/).every(isNetwork),
  "pve-fw-protocol-spec": like(/^(\d+|[a-z][a-z0-9-]*)$/),
  "pve-fw-sport-spec": isPortList,
  "pve-fw-dport-spec": isPortList,
  "pve-fw-icmp-type-spec": like(/^[A-Za-z][A-Za-z0-9-]*$/),
};

const lists: Readonly<Record<string, Check>> = {
  "pve-configid-list": configId,
  "pve-iface-list": isInterface,
  "pve-vlan-id-or-range-list": like(/^\d{1,4}(-\d{1,4})?$/),
  "pve-tag-list": like(/^[a-z0-9_][a-z0-9_\-+.]*$/i),
  "dns-name-list": (value) => value === "host" || dnsName(value),
  "lxc-ip-with-ll-iface-list": (value) => value === "host" || isIp(value),
  "pve-storage-content-list": like(/^(images|rootdir|vztmpl|iso|backup|snippets|import|none)$/),
};
