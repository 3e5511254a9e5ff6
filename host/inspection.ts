import type { AptSources } from "./apt/sources";
import type { Accounts } from "./accounts";
import type { AppArmor } from "./apparmor";
import type { ArcLimit } from "./arc";
import type { Chrony } from "./chrony";
import type { BlockDevice } from "./disks";
import type { Firewalls } from "./firewall/firewalls";
import type { Gpus } from "./gpus";
import type { GuestConfig } from "./guest-config";
import type { Network } from "./network";
import type { Hostname } from "./hostname";
import type { Nfs } from "./nfs";
import type { Packages } from "./packages";
import type { Cards, Nvidia } from "./nvidia";
import type { Paths } from "./paths";
import type { Samba } from "./samba";
import type { Resolver } from "./resolv-conf";
import type { StorageEntry } from "./section-config";
import type { MappedDevice } from "./pci-mappings";
import type { PveUsers } from "./pve-users";
import type { TimeZones } from "./timezone";
import type { Units } from "./units";
import type { DatasetProperties } from "./zfs";
import type { PoolStatus } from "./zpool";

/** A container or a virtual machine. */
export interface Guest {
  readonly vmid: number;
  readonly config: GuestConfig;
  readonly running: boolean;
  /** ZFS's guid of the dataset that it boots from; undefined where that is no dataset. */
  readonly rootGuid?: string;
  /** IPv4 address that it was given by DHCP; absent where it has none. */
  readonly leasedAddress?: string;
}

export type Container = Guest;

export type VirtualMachine = Guest;

export interface Pool extends PoolStatus {
  readonly properties: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
}

/** Facts that one feature's inspect script printed inside a guest; `exit` is the script's exit code. */
export type Facts = Readonly<Record<string, string>>;

/** Everything that the lifecycles compare. */
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
  /** Of the units that were asked for, at least. */
  readonly units: Units;
  /** Of all units that have a file. */
  readonly unitNames: ReadonlySet<string>;
  readonly chrony: Chrony;
  /** NVIDIA's devices on the PCI bus. */
  readonly cards: Cards;
  readonly nvidia: Nvidia;
  /** The PCI bus, and what cards are kept for. */
  readonly gpus: Gpus;
  /** Names by which virtual machines get PCI devices, with what they stand for. */
  readonly pciMappings: ReadonlyMap<string, readonly MappedDevice[]>;
  /** Public keys by which the node's SSH server proves itself, as `TYPE BASE64`; none where it does not say. */
  readonly hostKeys: readonly string[];
  /** The kernel's name of this run of the node, another one after each restart. */
  readonly bootId: string;
  /** Users and groups of the node's Linux. */
  readonly accounts: Accounts;
  /** Users and roles of Proxmox VE. */
  readonly pveUsers: PveUsers;
  /** Of the paths that were asked for, at least. */
  readonly paths: Paths;
  readonly storages: ReadonlyMap<string, StorageEntry>;
  /** SHA-256 of the files that hold storages' passwords, by the storage's id. */
  readonly storagePasswordHashes: ReadonlyMap<string, string>;
  readonly containers: ReadonlyMap<number, Container>;
  /** They share their numbers with containers. */
  readonly virtualMachines: ReadonlyMap<number, VirtualMachine>;
  /** OS template files by the path of the storage that they lie in. */
  readonly templates: ReadonlyMap<string, readonly string[]>;
  /** Files with images of disks, by the path of the storage that they lie in. */
  readonly images: ReadonlyMap<string, readonly string[]>;
  /** The device that a link below /dev/disk leads to. */
  readonly disks: ReadonlyMap<string, string>;
  /** Disks and their parts by path, such as /dev/sda1. */
  readonly blockDevices: ReadonlyMap<string, BlockDevice>;
  /** NVIDIA device nodes. */
  readonly devices: readonly string[];
  readonly memoryBytes: number;
  /** UPIDs of the tasks that the node works on now. */
  readonly activeTasks: readonly string[];
  /** By vmid and feature, of the guests that were asked for at least: those that run and whose description records the feature. */
  readonly facts: ReadonlyMap<number, Readonly<Record<string, Facts>>>;
  /** What checks of guests say, by what was asked (askHealth); only of guests that run. */
  readonly health: ReadonlyMap<string, Facts>;
}

/** A part of an inspection, which can be read without the others. */
export type Part = keyof Inspection;

/** An inspection with these parts, at least. */
export type Inspected<Parts extends Part> = Pick<Inspection, Parts>;

/** What is run inside guests to learn of their features. */
export interface InspectScripts {
  /** Functions that the scripts of all features call. */
  readonly common: string;
  /** By feature; each prints `key=value` lines. */
  readonly features: Readonly<Record<string, string>>;
}
