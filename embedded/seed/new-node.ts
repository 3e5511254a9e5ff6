import { findBlockDevice, setContent, setPartitions } from "../disks/block-devices";
import { bootUuids, commandLine, writePartition } from "../kernel/boot-loader";
import { ClusterFiles } from "../cluster/cluster-files";
import { baseHostTree } from "../interior/host-tree";
import type { NodeFacts } from "../node/node-facts";
import { fingerprintOf, selfSignedCertificate } from "../tls/certificate";
import { createPool } from "../zfs/pool-create";
import { Zfs } from "../zfs/zfs";
import { newSshKeyPair } from "../server/ssh-keys";
import { phoenixFacts, systemPartition, systemPartitions } from "./phoenix";
import { addPveFiles } from "./pve-files";

/** The dataset that is the node's root file system. */
export const rootDataset = "rpool/ROOT/pve-1";

/** Where sshd has its key. */
export const sshHostKeyPath = "/etc/ssh/ssh_host_ed25519_key";

/** A node as it is after the installation: its facts, and the ZFS that holds all its files. */
export function newNode(node: string): { facts: NodeFacts; zfs: Zfs } {
  const certificate = selfSignedCertificate([node, `${node}.lan`, "localhost", "127.0.0.1"]);
  const login = newSshKeyPair(`phoenix@${node}`);
  const fingerprint = fingerprintOf(certificate.certificate);
  const facts = phoenixFacts(node, fingerprint, login.privateKey);
  const { address, gateway, hardware } = facts;
  const zfs = newZfs();
  const root = zfs.tree(rootDataset);
  root.replaceWith(baseHostTree({ node, address, gateway }, hardware));
  const files = new ClusterFiles(root, () => zfs.mounts());
  for (const point of zfs.mounts().keys()) if (point !== "/") root.mkdir(point);
  addPartitions(files, facts);
  addPveFiles(files, facts, certificate);
  addSshKeys(files, node, login.publicKey);
  for (const directory of ["template/cache", "template/iso", "dump", "snippets", "images"]) {
    files.mkdir(`/var/lib/vz/${directory}`);
  }
  return { facts, zfs };
}

function newZfs(): Zfs {
  const zfs = new Zfs();
  const path = `/dev/disk/by-id/${systemPartition}`;
  const size = systemPartitions.find((each) => each.name === "sda3")?.size ?? 0;
  const device = { path: "/dev/sda3", type: "disk", size } as const;
  const devices = { find: (wanted: string) => (wanted === path ? device : undefined) };
  createPool(zfs.state, zfs.host, devices, "rpool", [path], {
    pool: { ashift: "12" },
    filesystem: { compression: "on", atime: "on", relatime: "on", acltype: "posixacl" },
  });
  zfs.create("rpool/ROOT");
  zfs.create(rootDataset, { mountpoint: "/" });
  zfs.create("rpool/data");
  zfs.create("rpool/var-lib-vz", { mountpoint: "/var/lib/vz" });
  return zfs;
}

function addSshKeys(files: ClusterFiles, node: string, authorized: string): void {
  const hostKey = newSshKeyPair(`root@${node}`);
  files.write(sshHostKeyPath, hostKey.privateKey, { mode: 0o600 });
  files.write(`${sshHostKeyPath}.pub`, `${hostKey.publicKey}\n`);
  files.write("/root/.ssh/authorized_keys", `${authorized}\n`, { mode: 0o600 });
}

function addPartitions(files: ClusterFiles, { kernel }: NodeFacts): void {
  const disk = findBlockDevice(files, "/dev/sda");
  if (disk !== undefined) {
    const partitions = systemPartitions.map(({ size }, index) => ({ number: index + 1, size }));
    setPartitions(files, disk, "gpt", partitions);
  }
  const [, boot, data] = findBlockDevice(files, "/dev/sda")?.partitions ?? [];
  if (boot !== undefined) setContent(files, boot, { type: "vfat", uuid: "B7C4-2A61" });
  if (data !== undefined) setContent(files, data, { type: "zfs_member", label: "rpool" });
  files.write("/etc/fstab", "proc /proc proc defaults 0 0\n");
  const entry = { loader: "systemd-boot", options: `root=ZFS=${rootDataset} boot=zfs` } as const;
  files.write("/etc/kernel/cmdline", `${entry.options}\n`);
  files.write(bootUuids, "B7C4-2A61\n");
  writePartition(files, entry);
  files.write("/proc/cmdline", commandLine(entry, kernel));
}
