import { randomBytes } from "node:crypto";
import { phoenixHardware } from "../interior/hardware";
import { managerRepoId } from "../interior/manager-version";
import type { NodeFacts } from "../node/node-facts";
import { kernelRelease } from "../kernel/kernel-files";

const gibibyte = 1024 ** 3;

/** The partition of the system disk that the node's own pool is on, below /dev/disk/by-id. */
export const systemPartition = `${systemDiskId()}-part3`;

/** Partitions of the system disk, in bytes; the third one is the pool's. */
export const systemPartitions: readonly { readonly name: string; readonly size: number }[] = [
  { name: "sda1", size: 1030656 },
  { name: "sda2", size: gibibyte },
  { name: "sda3", size: 499030425600 },
];

/** What is fixed about the machine that the embedded host plays: one PVE 9.1 node with two GPUs. */
export function phoenixFacts(name: string, fingerprint: string, sshKey: string): NodeFacts {
  return {
    name,
    address: "10.0.0.13/24",
    gateway: "10.0.0.1",
    hardware: phoenixHardware,
    kernel: kernelRelease,
    version: `pve-manager/9.1.1/${managerRepoId}`,
    fingerprint,
    sshKey,
    rootPassword: randomBytes(12).toString("base64url"),
    rootSpace: { total: 460 * gibibyte, used: 6 * gibibyte, avail: 454 * gibibyte },
  };
}

function systemDiskId(): string {
  const disk = phoenixHardware.disks.find((each) => each.name === "sda");
  return disk?.ids[0] ?? "";
}
