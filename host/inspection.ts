import { randomBytes } from "node:crypto";
import { parseAptSources, type AptSources } from "./apt/sources";
import { parseAccounts, type Accounts } from "./accounts";
import { parseAppArmor, type AppArmor } from "./apparmor";
import { parseArc, type ArcLimit } from "./arc";
import { parseChrony, type Chrony } from "./chrony";
import { parseBlockDevices, parseLinks, type BlockDevice } from "./disks";
import { ConnectionError } from "./errors";
import { parseFirewalls, type Firewalls } from "./firewall/firewalls";
import { parseGpus, type Gpus } from "./gpus";
import { parseGuestConfig, type GuestConfig } from "./guest-config";
import { parseNetwork, type Network } from "./network";
import { parseHostname, type Hostname } from "./hostname";
import { parseNfs, type Nfs } from "./nfs";
import { parsePackages, type Packages } from "./packages";
import { parseNvidia, type Nvidia } from "./nvidia";
import { parsePaths, type Paths } from "./paths";
import { parseSamba, type Samba } from "./samba";
import { parseResolver, type Resolver } from "./resolv-conf";
import { parsePasswordHashes, parseStorageConfig, type StorageEntry } from "./section-config";
import { parsePveUsers, type PveUsers } from "./pve-users";
import { inspectAskedScript, inspectScript } from "./scripts";
import type { Shell } from "./ssh";
import { parseTimeZones, type TimeZones } from "./timezone";
import { parseUnitNames, parseUnits, type Units } from "./units";
import { parseDatasets, type DatasetProperties } from "./zfs";
import { parsePoolStatus, type PoolStatus } from "./zpool";

export interface Container {
  readonly vmid: number;
  readonly config: GuestConfig;
  readonly running: boolean;
  /** ZFS's guid of the dataset that holds the rootfs; undefined where that is no dataset. */
  readonly rootGuid?: string;
}

export interface Pool extends PoolStatus {
  readonly properties: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
}

/** Facts that one feature's inspect script printed inside a guest; `exit` is the script's exit code. */
export type Facts = Readonly<Record<string, string>>;

/** Everything that the lifecycles compare, read from the node in one command. */
export interface Inspection {
  /** Of pve-manager, such as `9.1.2`. */
  readonly version: string;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly datasets: ReadonlyMap<string, DatasetProperties>;
  /** The limit of ZFS's cache. */
  readonly arc: ArcLimit;
  readonly nfs: Nfs;
  readonly samba: Samba;
  readonly apparmor: AppArmor;
  readonly network: Network;
  readonly resolver: Resolver;
  readonly firewalls: Firewalls;
  readonly hostname: Hostname;
  readonly timezones: TimeZones;
  readonly aptSources: AptSources;
  readonly packages: Packages;
  /** Of the units that were asked for. */
  readonly units: Units;
  /** Of all units that have a file. */
  readonly unitNames: ReadonlySet<string>;
  readonly chrony: Chrony;
  readonly nvidia: Nvidia;
  /** The PCI bus, and what cards are kept for. */
  readonly gpus: Gpus;
  /** The kernel's name of this run of the node, another one after each restart. */
  readonly bootId: string;
  /** Users and groups of the node's Linux. */
  readonly accounts: Accounts;
  /** Users and roles of Proxmox VE. */
  readonly pveUsers: PveUsers;
  /** Of the paths that were asked for. */
  readonly paths: Paths;
  readonly storages: ReadonlyMap<string, StorageEntry>;
  /** SHA-256 of the files that hold storages' passwords, by the storage's id. */
  readonly storagePasswordHashes: ReadonlyMap<string, string>;
  readonly containers: ReadonlyMap<number, Container>;
  /** vmids of virtual machines, which share their numbers with containers. */
  readonly virtualMachines: ReadonlySet<number>;
  /** OS template files by the path of the storage that they lie in. */
  readonly templates: ReadonlyMap<string, readonly string[]>;
  /** The device that a link below /dev/disk leads to. */
  readonly disks: ReadonlyMap<string, string>;
  /** Disks and their parts by path, such as /dev/sda1. */
  readonly blockDevices: ReadonlyMap<string, BlockDevice>;
  /** NVIDIA device nodes. */
  readonly devices: readonly string[];
  readonly interfaces: ReadonlySet<string>;
  readonly memoryBytes: number;
  /** UPIDs of the tasks that the node works on now. */
  readonly activeTasks: readonly string[];
  /** By vmid and feature; only of running guests whose description records the feature. */
  readonly facts: ReadonlyMap<number, Readonly<Record<string, Facts>>>;
}

/** What is run inside guests to learn of their features. */
export interface InspectScripts {
  /** Functions that the scripts of all features call. */
  readonly common: string;
  /** By feature; each prints `key=value` lines. */
  readonly features: Readonly<Record<string, string>>;
}

/** PVE 8.2 is the oldest release whose containers take devices (`dev0`), which GPUs need. */
const oldest = [8, 2] as const;

/**
 * Reads the whole node.
 *
 * @throws ConnectionError for a host that is no Proxmox VE node, too old, without a program that is needed, or another
 * node than the settings name
 */
export async function inspectNode(
  shell: Shell,
  node: string,
  scripts: InspectScripts,
  asked: ReadonlySet<string>,
): Promise<Inspection> {
  const script = fullScript(scripts);
  const sections = await readSections(shell, script, [node, ...asked]);
  const text = (name: string) => sections.get(name)?.trim() ?? "";
  if (text("user") !== "0") {
    throw new ConnectionError(
      "The shell of phoenix:sshUser is not root's: it cannot see or change what it has to.",
    );
  }
  checkPrograms(words(text("missing-programs")));
  const version = checkVersion(text("version"));
  // PVE takes the host's short name for the node's (PVE/INotify.pm, nodename).
  if (text("hostname").split(".")[0] !== node) {
    throw new ConnectionError(
      `The host's name is ${JSON.stringify(text("hostname"))}, but phoenix:node is ${JSON.stringify(node)}.`,
    );
  }
  const running = new Set(numbers(text("running")));
  const files = [...sections].filter(([name]) => name.startsWith("file "));
  const storages = new Map(
    parseStorageConfig(sections.get("file /etc/pve/storage.cfg") ?? "").map((entry) => [
      entry.storage,
      entry,
    ]),
  );
  const guids = new Map(lines(text("volumes")).map((line) => line.split("\t") as [string, string]));
  return {
    version,
    pools: readPools(text("zpool-list"), text("zpool-get"), sections.get("zpool-status") ?? ""),
    datasets: parseDatasets(text("zfs-get")),
    storages,
    storagePasswordHashes: parsePasswordHashes(text("storage-passwords")),
    arc: parseArc(text("arc"), text("arc-settings"), text("arc-initramfs")),
    nfs: parseNfs(sections),
    samba: parseSamba(sections),
    apparmor: parseAppArmor(sections),
    network: parseNetwork(sections),
    resolver: parseResolver(sections.get("file /etc/resolv.conf") ?? ""),
    firewalls: parseFirewalls(sections, node),
    hostname: parseHostname(sections),
    timezones: parseTimeZones(sections.get("timezone") ?? ""),
    aptSources: parseAptSources(sections),
    packages: parsePackages(text("packages")),
    ...readAsked(sections, asked),
    unitNames: parseUnitNames(text("unit-names")),
    chrony: parseChrony(sections),
    nvidia: parseNvidia(sections),
    gpus: parseGpus(sections),
    bootId: text("boot-id"),
    accounts: parseAccounts(sections),
    pveUsers: parsePveUsers(sections.get("file /etc/pve/user.cfg") ?? ""),
    containers: new Map(
      files.flatMap(([name, body]) => {
        const vmid = Number(/\/lxc\/(\d+)\.conf$/.exec(name)?.[1] ?? NaN);
        if (Number.isNaN(vmid)) return [];
        const config = parseGuestConfig(body);
        const rootGuid = guids.get(datasetOf(config.current.values["rootfs"] ?? "", storages));
        return [
          [
            vmid,
            {
              vmid,
              config,
              running: running.has(vmid),
              ...(rootGuid !== undefined && { rootGuid }),
            },
          ],
        ];
      }),
    ),
    virtualMachines: new Set(
      files.flatMap(([name]) => {
        const vmid = /\/qemu-server\/(\d+)\.conf$/.exec(name)?.[1];
        return vmid === undefined ? [] : [Number(vmid)];
      }),
    ),
    templates: new Map(
      [...sections].flatMap(([name, body]) =>
        name.startsWith("templates ")
          ? [[name.slice("templates ".length), words(body)] as const]
          : [],
      ),
    ),
    disks: parseLinks(text("disk-links"), text("disk-devices")),
    blockDevices: parseBlockDevices(text("lsblk")),
    devices: words(text("devices")).filter((device) => !device.endsWith(":")),
    interfaces: new Set(words(text("bridges"))),
    memoryBytes: Number(text("memory")) * 1024,
    activeTasks: words(text("active-tasks")),
    facts: readFacts(sections),
  };
}

/** What an inspection holds because it was asked for by name. */
export type Asked = Pick<Inspection, "paths" | "units">;

/** Reads what nobody had asked for when the node was read: files and folders by absolute path, and units by name. */
export async function inspectAsked(shell: Shell, asked: ReadonlySet<string>): Promise<Asked> {
  const script = `mark=$1\n${inspectAskedScript()}\nprint_asked "\${@:2}"\nprintf '\\n%s end\\n' "$mark"\n`;
  return readAsked(await readSections(shell, script, [...asked]), asked);
}

function readAsked(sections: ReadonlyMap<string, string>, asked: ReadonlySet<string>): Asked {
  const units = [...asked].filter((name) => !name.startsWith("/"));
  return { paths: parsePaths(sections), units: parseUnits(sections, units) };
}

/** The sections by name; an answer that is only a part, as of a connection that broke, is asked for once more. */
async function readSections(
  shell: Shell,
  script: string,
  args: readonly string[],
): Promise<Map<string, string>> {
  const sections = (await read(shell, script, args)) ?? (await read(shell, script, args));
  if (sections === undefined)
    throw new ConnectionError("The inspection of the host ended before its end.");
  return sections;
}

/** Undefined where the end is missing. */
async function read(
  shell: Shell,
  script: string,
  args: readonly string[],
): Promise<Map<string, string> | undefined> {
  const mark = `@${randomBytes(9).toString("hex")}`;
  const sections = split(await shell.script(script, [mark, ...args], { reads: true }), mark);
  return sections.has("end") ? sections : undefined;
}

function fullScript({ common, features }: InspectScripts): string {
  const printer = (name: string, script: string) =>
    `${name}() {\ncat <<'END OF ${name}'\n${script}\nEND OF ${name}\n}\n`;
  const definitions = Object.entries(features).map(([name, script]) =>
    printer(`feature_${name}`, script),
  );
  return printer("common_of_features", common) + definitions.join("") + inspectScript();
}

function split(output: string, mark: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of `\n${output}`.split(`\n${mark} `).slice(1)) {
    const at = part.indexOf("\n");
    if (at < 0) sections.set(part, "");
    else sections.set(part.slice(0, at), part.slice(at + 1));
  }
  return sections;
}

/** The dataset of a volume (`STORAGE:VOLUME,…`) on a zfspool; "" for one that is elsewhere. */
function datasetOf(volume: string, storages: ReadonlyMap<string, StorageEntry>): string {
  const [id = "", name = ""] = volume.split(",", 1)[0]?.split(":") ?? [];
  const pool = storages.get(id)?.options["pool"];
  return pool === undefined ? "" : `${pool}/${name.split("/").at(-1) ?? ""}`;
}

function checkPrograms(missing: readonly string[]): void {
  if (missing.includes("pveversion")) {
    throw new ConnectionError("The host is no Proxmox VE node: it has no program pveversion.");
  }
  if (missing.length > 0) {
    throw new ConnectionError(
      `The host has no ${missing.join(", ")}, which Phoenix needs: install what is missing.`,
    );
  }
}

function checkVersion(text: string): string {
  const version = /pve-manager\/(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (version === undefined) {
    throw new ConnectionError(
      "The host is no Proxmox VE node: it has no program pveversion that answers.",
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new ConnectionError(
      `The host runs Proxmox VE ${version}; Phoenix needs ${oldest.join(".")} or later.`,
    );
  }
  return version;
}

function readPools(list: string, get: string, status: string): Map<string, Pool> {
  const properties = new Map<string, Record<string, string>>();
  for (const line of lines(get)) {
    const [pool = "", property = "", value = ""] = line.split("\t");
    const known = properties.get(pool) ?? {};
    known[property] = value;
    properties.set(pool, known);
  }
  const sizes = new Map(lines(list).map((line) => line.split("\t") as [string, string]));
  return new Map(
    parsePoolStatus(status).map((pool) => [
      pool.name,
      {
        ...pool,
        properties: properties.get(pool.name) ?? {},
        sizeBytes: Number(sizes.get(pool.name) ?? 0),
      },
    ]),
  );
}

function readFacts(sections: ReadonlyMap<string, string>): Map<number, Record<string, Facts>> {
  const facts = new Map<number, Record<string, Facts>>();
  for (const [name, body] of sections) {
    const vmid = /^facts (\d+)$/.exec(name)?.[1];
    if (vmid === undefined) continue;
    const parts = body.split(/^@feature (\w+)$/m).slice(1);
    const pairs = parts.flatMap((part, index) =>
      index % 2 === 0 ? [[part, parseFacts(parts[index + 1] ?? "")] as const] : [],
    );
    facts.set(Number(vmid), Object.fromEntries(pairs));
  }
  return facts;
}

/** Reads the `key=value` lines of an inspect script. */
export function parseFacts(text: string): Facts {
  return Object.fromEntries(
    lines(text).flatMap((line) => {
      const at = line.indexOf("=");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function numbers(text: string): number[] {
  return words(text).map(Number);
}
