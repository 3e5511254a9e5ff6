import {
  devicePathFormat,
  diskSizeFormat,
  dnsNameFormat,
  dnsNameListFormat,
  ipv4ConfigFormat,
  ipv4Format,
  ipv6ConfigFormat,
  ipv6Format,
  macFormat,
  mountPathFormat,
  nameserverListFormat,
  startupFormat,
  tagListFormat,
  volumeIdFormat,
} from "../api/schema/formats";
import type { Properties, Property } from "../api/schema/property";
import type { ConfigKind } from "../node/guest-configs";
import {
  optionalFlag,
  optionalInteger,
  optionalText,
  propertyOf,
  requiredText,
} from "../api/schema/property";

const mountOption = "(?:discard|lazytime|noatime|nodev|noexec|nosuid)";

/** The keys of `rootfs` (PVE::LXC::Config, $rootfs_desc). */
export const rootfsProperties: Properties = {
  volume: requiredText({ format: mountPathFormat, defaultKey: true }),
  size: optionalText({ format: diskSizeFormat }),
  acl: optionalFlag,
  mountoptions: optionalText({ pattern: new RegExp(`${mountOption}(?:;${mountOption})*`) }),
  ro: optionalFlag,
  quota: optionalFlag,
  replicate: optionalFlag,
  shared: optionalFlag,
};

/** The keys of `mp[n]`. */
export const mountPointProperties: Properties = {
  ...rootfsProperties,
  mp: requiredText({ format: mountPathFormat }),
  backup: optionalFlag,
  keepattrs: optionalFlag,
};

/** The keys of `net[n]`. */
export const networkProperties: Properties = {
  name: requiredText({ pattern: /[-_.\w\d]+/ }),
  type: optionalText({ enum: ["veth"] }),
  bridge: optionalText({ pattern: /[-_.\w\d]+/ }),
  hwaddr: optionalText({ format: macFormat }),
  mtu: optionalInteger({ minimum: 64, maximum: 65535 }),
  ip: optionalText({ format: ipv4ConfigFormat }),
  gw: optionalText({ format: ipv4Format }),
  ip6: optionalText({ format: ipv6ConfigFormat }),
  gw6: optionalText({ format: ipv6Format }),
  firewall: optionalFlag,
  "host-managed": optionalFlag,
  tag: optionalInteger({ minimum: 1, maximum: 4094 }),
  trunks: optionalText({ pattern: /\d+(?:;\d+)*/ }),
  rate: { type: "number", optional: true },
  link_down: optionalFlag,
};

/** The keys of `dev[n]`. */
export const deviceProperties: Properties = {
  path: optionalText({ format: devicePathFormat, defaultKey: true }),
  mode: optionalText({ pattern: /0[0-7]{3}/ }),
  uid: optionalInteger({ minimum: 0 }),
  gid: optionalInteger({ minimum: 0 }),
  "deny-write": optionalFlag,
};

/** The keys of `features`. */
export const featureProperties: Properties = {
  mount: optionalText({ pattern: /[a-zA-Z0-9_; ]+/ }),
  nesting: optionalFlag,
  keyctl: optionalFlag,
  fuse: optionalFlag,
  mknod: optionalFlag,
  force_rw_sys: optionalFlag,
};

const unusedProperties: Properties = {
  volume: requiredText({ format: volumeIdFormat, defaultKey: true }),
};

/** Every option that create and config accept (`pct.conf(5)`); raw `lxc.*` lines are none of them. */
export const containerOptions: Properties = {
  lock: optionalText({
    enum: [
      "backup",
      "create",
      "destroyed",
      "disk",
      "fstrim",
      "migrate",
      "mounted",
      "rollback",
      "snapshot",
      "snapshot-delete",
    ],
  }),
  onboot: optionalFlag,
  startup: optionalText({ format: startupFormat }),
  template: optionalFlag,
  arch: optionalText({ enum: ["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"] }),
  ostype: optionalText({
    enum: [
      "debian",
      "devuan",
      "ubuntu",
      "centos",
      "fedora",
      "opensuse",
      "archlinux",
      "alpine",
      "gentoo",
      "nixos",
      "unmanaged",
    ],
  }),
  console: optionalFlag,
  tty: optionalInteger({ minimum: 0, maximum: 6 }),
  cores: optionalInteger({ minimum: 1, maximum: 8192 }),
  cpulimit: { type: "number", optional: true, minimum: 0, maximum: 8192 },
  cpuunits: optionalInteger({ minimum: 0, maximum: 500000 }),
  memory: optionalInteger({ minimum: 16 }),
  swap: optionalInteger({ minimum: 0 }),
  hostname: optionalText({ format: dnsNameFormat, maxLength: 255 }),
  description: optionalText({ maxLength: 8192 }),
  searchdomain: optionalText({ format: dnsNameListFormat }),
  nameserver: optionalText({ format: nameserverListFormat }),
  timezone: optionalText({ pattern: /host|UTC|[A-Za-z][\w+-]*(?:\/[\w+-]+)*/ }),
  rootfs: optionalText({ properties: rootfsProperties }),
  cmode: optionalText({ enum: ["shell", "console", "tty"] }),
  protection: optionalFlag,
  unprivileged: optionalFlag,
  features: optionalText({ properties: featureProperties }),
  hookscript: optionalText({ format: volumeIdFormat }),
  tags: optionalText({ format: tagListFormat }),
  debug: optionalFlag,
  entrypoint: optionalText(),
  env: optionalText(),
  "net[n]": optionalText({ properties: networkProperties, count: 32 }),
  "mp[n]": optionalText({ properties: mountPointProperties, count: 256 }),
  "dev[n]": optionalText({ properties: deviceProperties, count: 256 }),
  "unused[n]": optionalText({ properties: unusedProperties, count: 256 }),
};

/** What only the file has: set by snapshots and by PVE itself. */
const fileOptions: Properties = {
  parent: optionalText(),
  snaptime: optionalInteger({ minimum: 0 }),
  snapstate: optionalText({ enum: ["prepare", "delete"] }),
};

/** How containers' files are read and locked. */
export const containerConfigs: ConfigKind = {
  folder: "lxc",
  noun: "CT",
  pending: "pve:pending",
  readOption,
  lockFile: (vmid) => `/run/lock/lxc/pve-config-${vmid}.lock`,
};

/** The schema of an option of the file, or undefined for an unknown one. */
export function optionOf(key: string): Property | undefined {
  return propertyOf(containerOptions, key) ?? propertyOf(fileOptions, key);
}

/** A value from the file as PVE keeps it in memory: integers without leading zeros, booleans as 0 or 1. */
export function readOption(key: string, raw: string): string | undefined {
  const type = optionOf(key)?.type;
  if (type === "integer") return /^[+-]?\d+$/.test(raw) ? String(Number(raw)) : undefined;
  if (type === "boolean") {
    if (/^(?:1|on|yes|true)$/i.test(raw)) return "1";
    return /^(?:0|off|no|false)$/i.test(raw) ? "0" : undefined;
  }
  return type === undefined ? undefined : raw;
}

/** A value as the API answers it: integers and booleans are numbers, `cpulimit` is text. */
export function answerOption(key: string, value: string): string | number {
  const type = optionOf(key)?.type;
  return type === "integer" || type === "boolean" ? Number(value) : value;
}
