import type { FileTree } from "../files/file-tree";
import { MountedFiles } from "../files/mounted-files";
import type { NodeFacts } from "../node/node-facts";
import { fingerprintOf, selfSignedCertificate } from "../tls/certificate";
import type { Device } from "../zfs/vdev-spec";
import { createPool } from "../zfs/pool-create";
import { Zfs } from "../zfs/zfs";
import { addHardware } from "./devices";
import { phoenixFacts, systemPartition } from "./phoenix";
import { addPveFiles } from "./pve-files";

/** The dataset that is the node's root file system. */
export const rootDataset = "rpool/ROOT/pve-1";

/** A node as it is after the installation: its facts, and the ZFS that holds all its files. */
export function newNode(baseTree: FileTree): { facts: NodeFacts; zfs: Zfs } {
  const certificate = selfSignedCertificate(["phoenix", "phoenix.local", "localhost", "127.0.0.1"]);
  const facts = phoenixFacts(fingerprintOf(certificate.certificate));
  const zfs = newZfs(facts);
  const root = zfs.tree(rootDataset);
  root.replaceWith(baseTree);
  const files = new MountedFiles(root, () => zfs.mounts());
  for (const point of zfs.mounts().keys()) files.mkdir(point);
  addHardware(files, facts.disks);
  addPveFiles(files, facts, certificate);
  for (const directory of ["template/cache", "template/iso", "dump", "snippets", "images"]) {
    files.mkdir(`/var/lib/vz/${directory}`);
  }
  return { facts, zfs };
}

function newZfs(facts: NodeFacts): Zfs {
  const zfs = new Zfs();
  const path = `/dev/disk/by-id/${systemPartition}`;
  const devices = { find: (wanted: string) => (wanted === path ? systemDevice(facts) : undefined) };
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

function systemDevice(facts: NodeFacts): Device | undefined {
  const partitions = facts.disks.flatMap((disk) => disk.partitions);
  const partition = partitions.find((each) => each.byId === systemPartition);
  return partition && { path: `/dev/${partition.name}`, type: "disk", size: partition.size };
}
