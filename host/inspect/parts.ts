import { parseAccounts } from "../accounts";
import { parseAppArmor } from "../apparmor";
import { parseAptSources } from "../apt/sources";
import { parseArc } from "../arc";
import { parseChrony } from "../chrony";
import { parseBlockDevices, parseLinks } from "../disks";
import { parseFirewalls } from "../firewall/firewalls";
import { parseGpus } from "../gpus";
import { parseHostname } from "../hostname";
import type { Inspection, Part } from "../inspection";
import { parseNetwork } from "../network";
import { parseNfs } from "../nfs";
import { parseCards, parseNvidia } from "../nvidia";
import { parsePackages } from "../packages";
import { parsePaths } from "../paths";
import { mappingFile, parsePciMappings } from "../pci-mappings";
import { parsePveUsers } from "../pve-users";
import { parseResolver } from "../resolv-conf";
import { parseSamba } from "../samba";
import { parsePasswordHashes } from "../section-config";
import { parseTimeZones } from "../timezone";
import { parseUnitNames, parseUnits } from "../units";
import { parseDatasets } from "../zfs";
import { readVersion } from "./checks";
import { readFacts } from "./facts";
import { readContainers, readFolders, readStorages, readVirtualMachines } from "./guests";
import { readHealth } from "./health";
import { readPools } from "./pools";
import type { Group } from "./script";
import { lines, trimmed, words, type Sections } from "./sections";

/** What a part is read from. */
export interface Source {
  readonly sections: Sections;
  readonly node: string;
  /** The units that were asked for. */
  readonly units: readonly string[];
  /** The checks of guests that were asked for. */
  readonly checks: readonly string[];
}

interface PartReader<Value> {
  /** What has to be printed for it; nothing where it is asked for by name. */
  readonly from: readonly Group[];
  readonly read: (source: Source) => Value;
}

/** How each part of an inspection is read. */
export const parts: { readonly [Name in Part]: PartReader<Inspection[Name]> } = {
  version: { from: ["node"], read: ({ sections }) => readVersion(sections) },
  hostKeys: {
    from: ["node"],
    read: ({ sections }) =>
      lines(trimmed(sections, "host-keys")).map((line) => line.split(" ", 2).join(" ")),
  },
  pools: { from: ["pools"], read: ({ sections }) => readPools(sections) },
  datasets: {
    from: ["datasets"],
    read: ({ sections }) => parseDatasets(trimmed(sections, "zfs-get")),
  },
  arc: {
    from: ["arc"],
    read: ({ sections }) =>
      parseArc(
        trimmed(sections, "arc"),
        trimmed(sections, "arc-settings"),
        trimmed(sections, "arc-initramfs"),
      ),
  },
  nfs: { from: ["nfs"], read: ({ sections }) => parseNfs(sections) },
  samba: { from: ["samba"], read: ({ sections }) => parseSamba(sections) },
  apparmor: { from: ["apparmor"], read: ({ sections }) => parseAppArmor(sections) },
  network: { from: ["network"], read: ({ sections }) => parseNetwork(sections) },
  resolver: {
    from: ["network"],
    read: ({ sections }) => parseResolver(sections.get("file /etc/resolv.conf") ?? ""),
  },
  firewalls: {
    from: ["firewall"],
    read: ({ sections, node }) => parseFirewalls(sections, node),
  },
  hostname: { from: ["hostname"], read: ({ sections }) => parseHostname(sections) },
  timezones: {
    from: ["timezone"],
    read: ({ sections }) => parseTimeZones(sections.get("timezone") ?? ""),
  },
  aptSources: { from: ["apt-sources"], read: ({ sections }) => parseAptSources(sections) },
  packages: {
    from: ["packages"],
    read: ({ sections }) => parsePackages(trimmed(sections, "packages")),
  },
  paths: { from: [], read: ({ sections }) => parsePaths(sections) },
  units: { from: [], read: ({ sections, units }) => parseUnits(sections, units) },
  health: { from: [], read: ({ sections, checks }) => readHealth(sections, checks) },
  facts: { from: [], read: ({ sections }) => readFacts(sections) },
  unitNames: {
    from: ["unit-names"],
    read: ({ sections }) => parseUnitNames(trimmed(sections, "unit-names")),
  },
  chrony: { from: ["chrony"], read: ({ sections }) => parseChrony(sections) },
  cards: { from: ["cards"], read: ({ sections }) => parseCards(sections) },
  nvidia: { from: ["cards", "nvidia"], read: ({ sections }) => parseNvidia(sections) },
  gpus: { from: ["cards", "gpu-modes"], read: ({ sections }) => parseGpus(sections) },
  pciMappings: {
    from: ["gpu-modes"],
    read: ({ sections }) => parsePciMappings(sections.get(`file ${mappingFile}`) ?? ""),
  },
  bootId: { from: ["boot"], read: ({ sections }) => trimmed(sections, "boot-id") },
  accounts: { from: ["users"], read: ({ sections }) => parseAccounts(sections) },
  pveUsers: {
    from: ["users"],
    read: ({ sections }) => parsePveUsers(sections.get("file /etc/pve/user.cfg") ?? ""),
  },
  storages: { from: ["storages"], read: ({ sections }) => readStorages(sections) },
  storagePasswordHashes: {
    from: ["storages"],
    read: ({ sections }) => parsePasswordHashes(trimmed(sections, "storage-passwords")),
  },
  containers: {
    from: ["guests", "storages", "volumes"],
    read: ({ sections }) => readContainers(sections),
  },
  virtualMachines: {
    from: ["guests", "storages", "volumes"],
    read: ({ sections }) => readVirtualMachines(sections),
  },
  templates: {
    from: ["templates"],
    read: ({ sections }) => readFolders(sections, "templates "),
  },
  images: { from: ["templates"], read: ({ sections }) => readFolders(sections, "images ") },
  disks: {
    from: ["disks"],
    read: ({ sections }) =>
      parseLinks(trimmed(sections, "disk-links"), trimmed(sections, "disk-devices")),
  },
  blockDevices: {
    from: ["disks"],
    read: ({ sections }) => parseBlockDevices(trimmed(sections, "lsblk")),
  },
  devices: {
    from: ["devices"],
    read: ({ sections }) =>
      words(trimmed(sections, "devices")).filter((device) => !device.endsWith(":")),
  },
  memoryBytes: {
    from: ["memory"],
    read: ({ sections }) => Number(trimmed(sections, "memory")) * 1024,
  },
  activeTasks: {
    from: ["tasks"],
    read: ({ sections }) => words(trimmed(sections, "active-tasks")),
  },
};

/** The names of all parts. */
export const everything = Object.keys(parts) as readonly Part[];
