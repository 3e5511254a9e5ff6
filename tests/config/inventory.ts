import { crossCheck } from "../../config/cross";
import type { Knowledge } from "../../config/cross";
import type { Diagnostic } from "../../config/diagnostics";
import type { Json } from "../../config/json";
import { loadDocuments } from "../../config/load";
import type { FileKind } from "../../config/file-kinds";

/** A JSON object that a test may change freely. */
interface Draft {
  [key: string]: Draft & Json;
}

/** The documents of a test, by kind of file; a kind that is taken out counts as not given. */
export type Inventory = { [K in FileKind]?: Draft };

/** Four small files without a single finding. */
export function inventory(): Required<Inventory> {
  return {
    hypervisor: {
      host: {
        memory_gb: 64,
        gpus: [{ index: 0 }, { index: 1 }],
        disks: [{ by_id: disk, size_gb: 1000 }],
      },
      zfs: {
        pools: [{ name: "tank", raid_level: "single", disks: [disk] }],
        datasets: [
          dataset("lxc", "zfspool", "rootdir", "quota=400G"),
          dataset("iso", "dir", "iso,vztmpl", "quota=100G"),
        ],
      },
      network: { interfaces: [{ name: "vmbr0", address: "10.0.0.13/24" }] },
    },
    lxc: {
      nvidia_driver_version: "580.76.05",
      lxc_configs: {
        "900": container("base", 200, {
          template,
          template_snapshot_name: "ready",
          features: ["base_setup"],
        }),
        "901": container("gpu", 201, {
          clone_from_ctid: "900",
          template_snapshot_name: "ready",
          gpu_assignment: "0,1",
          features: ["nvidia"],
        }),
        "950": container("vllm", 150, {
          clone_from_ctid: "901",
          gpu_assignment: "0",
          features: ["vllm"],
        }),
        "951": container("web", 151, {
          clone_from_ctid: "900",
          dependencies: ["950"],
          features: ["docker"],
          pct_options: ["nesting=1", "keyctl=1"],
        }),
      },
    },
    vm: {
      vm_images: [
        {
          name: "noble.img",
          url: "https://cloud-images.ubuntu.com/noble/20251001/noble.img",
          checksum: `sha256:${"0".repeat(64)}`,
        },
      ],
      vm_defaults: { cores: 2, memory_mb: 2048, disk_size_gb: 8, storage_pool: "local-zfs" },
      vms: [
        {
          vmid: 1001,
          name: "portal",
          template_image: "noble.img",
          network_config: { ip: "10.0.0.111/24" },
        },
      ],
    },
    stacks: {
      docker_stacks: {
        site: { compose_file_path: "site/docker-compose.yml", environments: { production: {} } },
      },
    },
  } as unknown as Required<Inventory>;
}

/** All findings of an inventory after a change; notes are left out unless they are asked for. */
export function findings(
  change: (inventory: Required<Inventory>) => void,
  options: { knowledge?: Knowledge; notes?: boolean } = {},
): Diagnostic[] {
  const changed = inventory();
  change(changed);
  const result = load(changed);
  const all = [...result.diagnostics, ...crossCheck(result.declaration, options.knowledge)];
  return all.filter(({ severity }) => options.notes === true || severity !== "note");
}

/** Loads an inventory under the names hypervisor.json, lxc.json, vm.json and stacks.json. */
export function load(documents: Inventory): ReturnType<typeof loadDocuments> {
  return loadDocuments(
    Object.fromEntries(
      Object.entries(documents).map(([kind, document]) => [
        kind,
        { file: `${kind}.json`, document },
      ]),
    ),
  );
}

const disk = "/dev/disk/by-id/nvme-one";
const template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

function dataset(name: string, type: string, content: string, properties: string): Json {
  return {
    name,
    pool: "tank",
    properties,
    proxmox_storage_type: type,
    proxmox_content_type: content,
  };
}

function container(name: string, address: number, more: Json): Json {
  return {
    name,
    memory_mb: 1024,
    cores: 1,
    storage_pool: "tank-lxc",
    storage_size_gb: 8,
    network_config: { ip: `10.0.0.${address}/24`, gw: "10.0.0.1" },
    ...(more as object),
  };
}
