import { createHash } from "node:crypto";
import { runFile } from "../../embedded/nvidia/run-file";

/** The files of a configuration, by name. */
export type Files = Readonly<Record<string, unknown>>;

/** What the guests of an inventory are. */
export interface Inventory {
  readonly guests: number;
  /** How many layers they are copied from, in turns. */
  readonly layers: number;
}

/** The numbers of the first layer and the first guest. */
export const first = { layer: 101, guest: 1001 };
const driver = "580.76.05";

/** Guests with a GPU and a volume of their own, copied from layers; the node has what they need, and no more. */
export function inventory({ guests, layers }: Inventory): Files {
  const all: [number, object][] = [
    ...numbered<[number, object]>(layers, (index) => [first.layer + index, layer(index)]),
    ...numbered<[number, object]>(guests, (index) => [
      first.guest + index,
      { ...guest(index), clone_from_ctid: String(first.layer + (index % layers)) },
    ]),
  ];
  return {
    "phoenix_hypervisor_config.json": layers === 0 ? { zfs: noPools } : nodeWithGpus(),
    "phoenix_lxc_configs.json": { lxc_configs: Object.fromEntries<object>(all) },
  };
}

/** The numbers of the first guests. */
export function vmids(count: number): number[] {
  return numbered(count, (index) => first.guest + index);
}

const noPools = { pools: [], datasets: [] };

function nodeWithGpus() {
  const gpus = ["0000:01:00.0", "0000:04:00.0"];
  return {
    zfs: noPools,
    host: {
      memory_gb: 96,
      gpus: gpus.map((address, index) => ({ index, pci_address: address, mode: "lxc" })),
    },
    nvidia_driver: {
      version: driver,
      runfile_sha256: createHash("sha256").update(runFile(driver)).digest("hex"),
    },
  };
}

const container = {
  ...{ cores: 1, memory_mb: 512, storage_pool: "local-zfs", storage_size_gb: 4 },
  ...{ unprivileged: true, features: [] },
};

function layer(index: number) {
  return {
    ...{ ...container, name: `layer-${index + 1}`, network_config: card(address(index)) },
    template: "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
    template_snapshot_name: "base",
  };
}

function guest(index: number) {
  return {
    ...{ ...container, name: `guest-${index + 1}`, network_config: card(addressOf(index)) },
    gpu_assignment: String(index % 2),
    zfs_volumes: [{ name: "data", pool: "local-zfs", size_gb: 1, mount_point: "/data" }],
  };
}

/** The address of the guest with this index. */
export function addressOf(index: number): string {
  return address(index + 100);
}

function address(index: number): string {
  return `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}/16`;
}

function card(ip: string) {
  return { name: "eth0", bridge: "vmbr0", ip };
}

function numbered<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
