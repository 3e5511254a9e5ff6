import {
  configIdFormat,
  dnsNameFormat,
  ipv4ConfigFormat,
  ipv4Format,
  ipv6ConfigFormat,
  ipv6Format,
  macFormat,
  nameserverListFormat,
  startupFormat,
  tagListFormat,
  volumeIdFormat,
} from "../api/schema/formats";
import type { Format, Properties, Property } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText, propertyOf } from "../api/schema/property";
import { requiredText } from "../api/schema/property";
import type { ConfigKind } from "../node/guest-configs";
import { driveProperties } from "./drive-properties";

/** The models of network cards that QEMU has (PVE::QemuServer::Network, $nic_model_list). */
const networkModels = [
  "e1000",
  "e1000-82540em",
  "e1000-82544gc",
  "e1000-82545em",
  "e1000e",
  "i82551",
  "i82557b",
  "i82559er",
  "ne2k_isa",
  "ne2k_pci",
  "pcnet",
  "rtl8139",
  "virtio",
  "vmxnet3",
] as const;

/** The keys of `net[n]`; a model may stand for its key and have the MAC address as its value. */
export const networkProperties: Properties = {
  model: requiredText({ enum: networkModels, defaultKey: true }),
  macaddr: optionalText({ format: macFormat }),
  bridge: optionalText({ pattern: /[-_.\w\d]+/ }),
  queues: optionalInteger({ minimum: 0, maximum: 64 }),
  rate: { type: "number", optional: true, minimum: 0 },
  tag: optionalInteger({ minimum: 1, maximum: 4094 }),
  trunks: optionalText({ pattern: /\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*/ }),
  firewall: optionalFlag,
  link_down: optionalFlag,
  mtu: optionalInteger({ minimum: 1, maximum: 65520 }),
};

/** `MODEL=MAC` is `model=MODEL,macaddr=MAC`. */
export function spellNetwork(text: string): string {
  return text
    .split(",")
    .map((part) => {
      const [key = "", mac] = part.split("=");
      const isModel = mac !== undefined && networkModels.some((model) => model === key);
      return isModel ? `model=${key},macaddr=${mac}` : part;
    })
    .join(",");
}

/** The keys of `ipconfig[n]`. */
const ipconfigProperties: Properties = {
  ip: optionalText({ format: ipv4ConfigFormat }),
  gw: optionalText({ format: ipv4Format, requires: "ip" }),
  ip6: optionalText({ format: ipv6ConfigFormat }),
  gw6: optionalText({ format: ipv6Format, requires: "ip6" }),
};

/** The keys of `agent`. */
const agentProperties: Properties = {
  enabled: { type: "boolean", defaultKey: true },
  "freeze-fs": optionalFlag,
  "freeze-fs-on-backup": optionalFlag,
  fstrim_cloned_disks: optionalFlag,
  type: optionalText({ enum: ["virtio", "isa"] }),
};

/** The keys of `hostpci[n]` (PVE::QemuServer::PCI, $hostpci_fmt). */
export const hostpciProperties: Properties = {
  host: optionalText({ defaultKey: true }),
  mapping: optionalText({ format: configIdFormat }),
  rombar: optionalFlag,
  romfile: optionalText({ pattern: /[^,;]+/ }),
  pcie: optionalFlag,
  "x-vga": optionalFlag,
  "legacy-igd": optionalFlag,
  mdev: optionalText({ pattern: /[^/.:]+/ }),
  "vendor-id": optionalText({ pattern: /0x[0-9a-fA-F]{4}/ }),
  "device-id": optionalText({ pattern: /0x[0-9a-fA-F]{4}/ }),
  "sub-vendor-id": optionalText({ pattern: /0x[0-9a-fA-F]{4}/ }),
  "sub-device-id": optionalText({ pattern: /0x[0-9a-fA-F]{4}/ }),
  driver: optionalText({ enum: ["vfio", "keep"] }),
};

const urlEncoded: Format = (value) =>
  /^(?:[-A-Za-z0-9_.!~*'()]|%[0-9a-fA-F]{2})*$/.test(value)
    ? undefined
    : `invalid urlencoded string: ${value}\n`;

const bootFormat: Format = (value) =>
  /^(?:legacy=)?[acdn]{1,4}$|^order=[\w;]*$/.test(value) ? undefined : "invalid boot order\n";

const memoryProperties: Properties = {
  current: { type: "integer", minimum: 16, defaultKey: true },
};

const machineProperties: Properties = {
  type: optionalText({ maxLength: 40, defaultKey: true }),
  viommu: optionalText({ enum: ["intel", "virtio"] }),
  "enable-s3": optionalFlag,
  "enable-s4": optionalFlag,
};

const unusedProperties: Properties = {
  file: requiredText({ format: volumeIdFormat, defaultKey: true }),
};

/** What a running machine takes over without being told, cloud-init's options. */
const cloudinitOptions: Properties = {
  cicustom: optionalText(),
  cipassword: optionalText(),
  citype: optionalText({ enum: ["configdrive2", "nocloud", "opennebula"] }),
  ciupgrade: optionalFlag,
  ciuser: optionalText(),
  nameserver: optionalText({ format: nameserverListFormat }),
  searchdomain: optionalText(),
  sshkeys: optionalText({ format: urlEncoded }),
  "ipconfig[n]": optionalText({ properties: ipconfigProperties, count: 32 }),
};

/** The options that create and config accept (`qm.conf(5)`), but for a few that nothing here has a use for. */
export const machineOptions: Properties = {
  ...cloudinitOptions,
  acpi: optionalFlag,
  agent: optionalText({ properties: agentProperties }),
  args: optionalText(),
  autostart: optionalFlag,
  balloon: optionalInteger({ minimum: 0 }),
  bios: optionalText({ enum: ["seabios", "ovmf"] }),
  boot: optionalText({ format: bootFormat }),
  cores: optionalInteger({ minimum: 1 }),
  cpu: optionalText({ pattern: /(?:cputype=)?[A-Za-z0-9_.-]+(?:,.+)?/ }),
  cpulimit: { type: "number", optional: true, minimum: 0, maximum: 128 },
  cpuunits: optionalInteger({ minimum: 1, maximum: 262144 }),
  description: optionalText({ maxLength: 8192 }),
  efidisk0: optionalText({ properties: driveProperties.efidisk }),
  freeze: optionalFlag,
  hookscript: optionalText({ format: volumeIdFormat }),
  hotplug: optionalText({ pattern: /[01]|(?:(?:network|disk|cpu|memory|usb|cloudinit),?)+/ }),
  kvm: optionalFlag,
  localtime: optionalFlag,
  lock: optionalText({
    enum: [
      "backup",
      "clone",
      "create",
      "migrate",
      "rollback",
      "snapshot",
      "snapshot-delete",
      "suspending",
      "suspended",
    ],
  }),
  machine: optionalText({ properties: machineProperties }),
  memory: optionalText({ properties: memoryProperties }),
  name: optionalText({ format: dnsNameFormat }),
  numa: optionalFlag,
  onboot: optionalFlag,
  ostype: optionalText({
    enum: [
      "other",
      "wxp",
      "w2k",
      "w2k3",
      "w2k8",
      "wvista",
      "win7",
      "win8",
      "win10",
      "win11",
      "l24",
      "l26",
      "solaris",
    ],
  }),
  protection: optionalFlag,
  reboot: optionalFlag,
  scsihw: optionalText({
    enum: ["lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"],
  }),
  shares: optionalInteger({ minimum: 0, maximum: 50000 }),
  smbios1: optionalText({ maxLength: 512 }),
  sockets: optionalInteger({ minimum: 1 }),
  startup: optionalText({ format: startupFormat }),
  tablet: optionalFlag,
  tags: optionalText({ format: tagListFormat }),
  template: optionalFlag,
  vcpus: optionalInteger({ minimum: 1 }),
  vga: optionalText({ pattern: /(?:type=)?[a-z0-9-]+(?:,.+)?/ }),
  vmgenid: optionalText({
    pattern: /(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])/,
  }),
  "hostpci[n]": optionalText({ properties: hostpciProperties, count: 16 }),
  "ide[n]": optionalText({ properties: driveProperties.ide, count: 4 }),
  "net[n]": optionalText({ properties: networkProperties, spell: spellNetwork, count: 32 }),
  "sata[n]": optionalText({ properties: driveProperties.sata, count: 6 }),
  "scsi[n]": optionalText({ properties: driveProperties.scsi, count: 31 }),
  "serial[n]": optionalText({ pattern: /(?:\/dev\/.+|socket)/, count: 4 }),
  "unused[n]": optionalText({ properties: unusedProperties, count: 256 }),
  "usb[n]": optionalText({ count: 14 }),
  "virtio[n]": optionalText({ properties: driveProperties.virtio, count: 16 }),
};

/** What only the file has: set by snapshots and by PVE itself. */
const fileOptions: Properties = {
  meta: optionalText(),
  parent: optionalText(),
  snaptime: optionalInteger({ minimum: 0 }),
  snapstate: optionalText({ enum: ["prepare", "delete"] }),
};

/** How virtual machines' files are read and locked. */
export const machineConfigs: ConfigKind = {
  folder: "qemu-server",
  noun: "VM",
  pending: "PENDING",
  readOption,
  lockFile: (vmid) => `/var/lock/qemu-server/lock-${vmid}.conf`,
};

/** The schema of an option of the file, or undefined for an unknown one. */
export function optionOf(key: string): Property | undefined {
  return propertyOf(machineOptions, key) ?? propertyOf(fileOptions, key);
}

function readOption(key: string, raw: string): string | undefined {
  const type = optionOf(key)?.type;
  if (type === "integer") return /^\d+$/.test(raw) ? String(Number(raw)) : undefined;
  if (type === "boolean") {
    if (/^(?:1|on|yes|true)$/i.test(raw)) return "1";
    return /^(?:0|off|no|false)$/i.test(raw) ? "0" : undefined;
  }
  return type === undefined ? undefined : raw;
}

/** A value as the API answers it: integers and booleans are numbers, a password is hidden. */
export function answerOption(key: string, value: string): string | number {
  if (key === "cipassword") return "**********";
  const type = optionOf(key)?.type;
  return type === "integer" || type === "boolean" ? Number(value) : value;
}

/** True for what cloud-init's drive is made of (PVE::QemuServer, $confdesc_cloudinit). */
export function isCloudinitOption(key: string): boolean {
  return propertyOf(cloudinitOptions, key) !== undefined;
}
