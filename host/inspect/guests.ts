import { parseGuestConfig } from "../guest-config";
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
  return new Map(
    filesOf(sections, "lxc").map(([vmid, body]) => {
      const config = parseGuestConfig(body);
      const rootGuid = guids.get(datasetOf(config.current.values["rootfs"] ?? "", storages));
      return [
        vmid,
        {
          vmid,
          config,
          running: running.has(vmid),
          ...(rootGuid !== undefined && { rootGuid }),
        },
      ];
    }),
  );
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
