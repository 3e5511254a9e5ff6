import { isIPv4 } from "node:net";
import { parseGuestConfig, type GuestConfig } from "../guest-config";
import type { Container, Guest, VirtualMachine } from "../inspection";
import { bootDisk } from "../machine-config";
import { parseStorageConfig, type StorageEntry } from "../section-config";
import { lines, trimmed, words, type Sections } from "./sections";

/** The storages of the cluster by their ids. */
export function readStorages(sections: Sections): Map<string, StorageEntry> {
  const entries = parseStorageConfig(sections.get("file /etc/pve/storage.cfg") ?? "");
  return new Map(entries.map((entry) => [entry.storage, entry]));
}

/** The files in a folder of each storage, by the storage's path, from the sections whose names begin so. */
export function readFolders(sections: Sections, prefix: string): Map<string, string[]> {
  return new Map(
    [...sections].flatMap(([name, body]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), words(body)] as const] : [],
    ),
  );
}

/** The node's containers by their vmids. */
export function readContainers(sections: Sections): Map<number, Container> {
  return readGuests(sections, "lxc", ({ current }) => current.values["rootfs"] ?? "");
}

/** The node's virtual machines by their vmids. */
export function readVirtualMachines(sections: Sections): Map<number, VirtualMachine> {
  return readGuests(
    sections,
    "qemu-server",
    ({ current }) => bootDisk(current.values)?.volume ?? "",
  );
}

function readGuests(
  sections: Sections,
  folder: "lxc" | "qemu-server",
  rootOf: (config: GuestConfig) => string,
): Map<number, Guest> {
  const storages = readStorages(sections);
  const running = new Set(words(trimmed(sections, "running")).map(Number));
  const guids = new Map(
    lines(trimmed(sections, "volumes")).map((line) => line.split("\t") as [string, string]),
  );
  const leases = readLeases(sections);
  return new Map(
    filesOf(sections, folder).map(([vmid, body]) => {
      const config = parseGuestConfig(body);
      const live = leases.get(vmid)?.find((address) => !isConfigured(config, address));
      const rootGuid = guids.get(datasetOf(rootOf(config), storages));
      return [
        vmid,
        {
          vmid,
          config,
          running: running.has(vmid),
          ...(rootGuid !== undefined && { rootGuid }),
          ...(live !== undefined && { leasedAddress: live }),
        },
      ];
    }),
  );
}

/** The IPv4 addresses of running containers with DHCP, in the order of their interfaces. */
function readLeases(sections: Sections): Map<number, string[]> {
  const leases = new Map<number, string[]>();
  for (const line of lines(trimmed(sections, "leases"))) {
    const [vmid, address = ""] = line.split(" ");
    if (isIPv4(address)) leases.set(Number(vmid), [...(leases.get(Number(vmid)) ?? []), address]);
  }
  return leases;
}

function isConfigured({ current }: GuestConfig, address: string): boolean {
  return Object.values(current.values).some((value) => value.includes(`ip=${address}/`));
}

function filesOf(sections: Sections, folder: "lxc" | "qemu-server"): [number, string][] {
  return [...sections].flatMap(([name, body]): [number, string][] => {
    const [, place, vmid] = /^file \/.*\/([\w-]+)\/(\d+)\.conf$/.exec(name) ?? [];
    return place === folder ? [[Number(vmid), body]] : [];
  });
}

/** The dataset of a volume (`STORAGE:VOLUME,…`) on a zfspool; "" for one that is elsewhere. */
function datasetOf(volume: string, storages: ReadonlyMap<string, StorageEntry>): string {
  const [id = "", name = ""] = volume.split(",", 1)[0]?.split(":") ?? [];
  const pool = storages.get(id)?.options["pool"];
  return pool === undefined ? "" : `${pool}/${name.split("/").at(-1) ?? ""}`;
}
