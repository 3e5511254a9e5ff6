import { isIPv4 } from "node:net";
import { parseGuestConfig, type GuestConfig } from "../guest-config";
import type { Container } from "../inspection";
import { parseStorageConfig, type StorageEntry } from "../section-config";
import { lines, trimmed, words, type Sections } from "./sections";

/** The storages of the cluster by their ids. */
export function readStorages(sections: Sections): Map<string, StorageEntry> {
  const entries = parseStorageConfig(sections.get("file /etc/pve/storage.cfg") ?? "");
  return new Map(entries.map((entry) => [entry.storage, entry]));
}

/** The node's containers by their vmids. */
export function readContainers(sections: Sections): Map<number, Container> {
  const storages = readStorages(sections);
  const running = new Set(words(trimmed(sections, "running")).map(Number));
  const guids = new Map(
    lines(trimmed(sections, "volumes")).map((line) => line.split("\t") as [string, string]),
  );
  const leases = readLeases(sections);
  return new Map(
    filesOf(sections, "lxc").map(([vmid, body]) => {
      const config = parseGuestConfig(body);
      const live = leases.get(vmid)?.find((address) => !isConfigured(config, address));
      const rootGuid = guids.get(datasetOf(config.current.values["rootfs"] ?? "", storages));
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

/** vmids of the node's virtual machines. */
export function readVirtualMachines(sections: Sections): Set<number> {
  return new Set(filesOf(sections, "qemu-server").map(([vmid]) => vmid));
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
