import { isIPv4, isIPv6 } from "node:net";
import { volumeContents } from "../../storage/backend";
import type { Format } from "./property";

/** The named formats of PVE::JSONSchema and its users; each says what is wrong in PVE's words. */
export const vmidFormat = pattern(
  /^[1-9]\d{2,8}$/,
  () => "value does not look like a valid VM ID\n",
);

const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";

export const nodeFormat = pattern(
  new RegExp(`^${label}$`),
  () => "value does not look like a valid node name\n",
);

export const dnsNameFormat = pattern(
  new RegExp(`^(?:${label}\\.)*${label}$`),
  () => "value does not look like a valid DNS name\n",
);

/** pve-configid: names of snapshots, groups and the like. */
export const configIdFormat = pattern(
  /^[a-z][a-z0-9_-]+$/i,
  (value) => `invalid configuration ID '${value}'\n`,
);

export const storageIdFormat = pattern(
  /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
  (value) => `storage ID '${value}' contains illegal characters\n`,
);

export const poolIdFormat = pattern(
  /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,2}$/,
  () => "value does not look like a valid pool name\n",
);

export const userIdFormat = pattern(
  /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/,
  (value) => `value '${value}' does not look like a valid user name\n`,
);

const ipFormat = condition(
  (value) => isIPv4(value) || isIPv6(value),
  "value does not look like a valid IP address\n",
);

export const ipv4Format = condition(isIPv4, "value does not look like a valid IPv4 address\n");

export const ipv6Format = condition(isIPv6, "value does not look like a valid IPv6 address\n");

/** `dhcp`, `manual` or address/prefix. */
export const ipv4ConfigFormat = condition(
  (value) => ["dhcp", "manual"].includes(value) || isCidr(value, isIPv4, 8, 32),
  "value does not look like a valid ipv4 network configuration\n",
);

export const ipv6ConfigFormat = condition(
  (value) => ["auto", "dhcp", "manual"].includes(value) || isCidr(value, isIPv6, 8, 128),
  "value does not look like a valid ipv6 network configuration\n",
);

export const macFormat = condition(
  (value) => /^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/i.test(value),
  "value does not look like a valid unicast MAC address\n",
);

const tagFormat = pattern(/^[a-z0-9_][a-z0-9_\-+.]*$/i, () => "invalid characters in tag\n");

export const tagListFormat = list(tagFormat);

export const nameserverListFormat = list((value) =>
  value === "host" ? undefined : ipFormat(value.replace(/%[\w.-]+$/, "")),
);

export const dnsNameListFormat = list((value) =>
  value === "host" ? undefined : dnsNameFormat(value),
);

export const configIdListFormat = list(configIdFormat);

export const nodeListFormat = list(nodeFormat);

/** `order=N,up=SECONDS,down=SECONDS`, the order alone being a plain number as well. */
export const startupFormat = condition(
  (value) => value.split(",").every((part) => /^(?:(?:order|up|down)=)?\d+$/.test(part.trim())),
  "unable to parse startup options\n",
);

export const volumeIdFormat = pattern(
  /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i,
  (value) => `unable to parse volume ID '${value}'\n`,
);

/** pve-lxc-mp-string: no path may leave the directory it names. */
export const mountPathFormat = condition(
  (value) => !/(?:^|\/)\.{1,2}(?:\/|$)/.test(value),
  (value) => `${value} contains illegal character sequences\n`,
);

/** pve-lxc-dev-string. */
export const devicePathFormat: Format = (value) =>
  mountPathFormat(value) ??
  (value.startsWith("/dev/") ? undefined : `${value} is not a valid device path\n`);

export const diskSizeFormat = pattern(
  /^\d+(?:\.\d+)?[KMGT]?$/,
  (value) => `unable to parse disk size '${value}'\n`,
);

/** An absolute path of a storage. */
export const storagePathFormat = pattern(
  /^\/[-/a-zA-Z0-9_.@]*$/,
  () => "value does not look like a valid path\n",
);

const contentTypes = [...volumeContents, "none"] as const;

export const contentFormat: Format = (value) =>
  contentTypes.some((type) => type === value) ? undefined : `invalid content type '${value}'\n`;

export const contentListFormat = list(contentFormat);

/** The items of a PVE list: separated by commas, semicolons, blanks or NULs. */
export function splitList(value: string): string[] {
  return value.split(/[,;\s\0]+/).filter((item) => item !== "");
}

function pattern(expression: RegExp, problem: (value: string) => string): Format {
  return (value) => (expression.test(value) ? undefined : problem(value));
}

function condition(
  holds: (value: string) => boolean,
  problem: string | ((value: string) => string),
): Format {
  return (value) => {
    if (holds(value)) return undefined;
    return typeof problem === "string" ? problem : problem(value);
  };
}

function list(item: Format): Format {
  return (value) => {
    for (const part of splitList(value)) {
      const problem = item(part);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function isCidr(
  value: string,
  isAddress: (address: string) => boolean,
  shortest: number,
  longest: number,
): boolean {
  const [, address = "", digits] = /^(.+)\/(\d{1,3})$/.exec(value) ?? [];
  return isAddress(address) && Number(digits) >= shortest && Number(digits) <= longest;
}
