import { randomBytes } from "node:crypto";
import type { Disk, Partition } from "../node/disks";
import type { NodeFacts } from "../node/node-facts";

const gibibyte = 1024 ** 3;

/** Names below /dev/disk/by-id of the blank disks: two of 2 TB and one of 4 TB. */
export const blankDisks = {
  fast: [
    "nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100001A",
    "nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100002B",
  ],
  large: ["nvme-Samsung_SSD_990_PRO_4TB_S7KGNU0X100003C"],
} as const;

/** Where the node's own pool is. */
export const systemPartition = "ata-Samsung_SSD_870_EVO_500GB_S6PUNM0W100004D-part3";

const systemDisk = systemPartition.replace(/-part3$/, "");

const disks: readonly Disk[] = [
  nvme("nvme0n1", blankDisks.fast[0], 2000398934016),
  nvme("nvme1n1", blankDisks.fast[1], 2000398934016),
  nvme("nvme2n1", blankDisks.large[0], 4000787030016),
  {
    ...{ name: "sda", model: "Samsung_SSD_870_EVO_500GB", serial: "S6PUNM0W100004D" },
    ...{ size: 500107862016, byId: systemDisk },
    partitions: [
      partition(1, 1030656),
      { ...partition(2, gibibyte), filesystem: "vfat" },
      { ...partition(3, 499030425600), filesystem: "zfs_member" },
    ],
  },
];

/** What is fixed about the machine that the embedded host plays: one PVE 9.1 node with two GPUs. */
export function phoenixFacts(fingerprint: string): NodeFacts {
  return {
    name: "phoenix",
    address: "10.0.0.13",
    cpuModel: "AMD Ryzen 7 7700 8-Core Processor",
    cores: 8,
    threads: 16,
    memory: 96 * gibibyte,
    kernel: "6.17.2-1-pve",
    version: "pve-manager/9.1.1/42db4a6cf33dac83",
    fingerprint,
    rootPassword: randomBytes(12).toString("base64url"),
    disks,
    rootSpace: { total: 480 * gibibyte, used: 6 * gibibyte, avail: 474 * gibibyte },
  };
}

/** The node's graphics cards and what the driver says of them. */
export const gpus = {
  driver: "580.76.05",
  names: ["NVIDIA GeForce RTX 5060 Ti", "NVIDIA GeForce RTX 5060 Ti"],
} as const;

function nvme(name: string, byId: string, size: number): Disk {
  const [, model = "", serial = ""] = /^nvme-(.+)_([^_]+)$/.exec(byId) ?? [];
  return { name, model, serial, size, byId, partitions: [] };
}

function partition(number: number, size: number): Partition {
  return { name: `sda${number}`, byId: `${systemDisk}-part${number}`, size };
}
