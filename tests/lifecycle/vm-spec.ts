import { createHash } from "node:crypto";
import { contentAt } from "../../embedded/interior/internet";
import type { Bag } from "../../providers/lifecycle";
import { owner } from "./layer-spec";
import { Resource, type World } from "./world";

const url = "https://cloud-images.ubuntu.com/noble/20251001/noble-server-cloudimg-amd64.img";

/** A cloud image, and what a node of the tests downloads for it. */
export const imageSpec = {
  storage: "local",
  file: "noble-server-cloudimg-amd64.qcow2",
  url,
  checksum: checksumOf(url),
};

/** As vm_images states it. */
export function checksumOf(url: string): string {
  return `sha256:${createHash("sha256")
    .update(contentAt(url) ?? "")
    .digest("hex")}`;
}

/** A template as the lifecycle tests declare it. */
export const templateVmSpec = {
  vmid: 9000,
  owner,
  source: { image: `local:import/${imageSpec.file}` },
  name: "noble",
  memory: 1024,
  cores: 1,
  boot: "scsi0",
  disks: { scsi0: { storage: "local-zfs", size: "4G" } },
  net: { net0: { model: "virtio", bridge: "vmbr0" } },
  cloudinit: "local-zfs",
  ipconfig: { ipconfig0: { ip: "dhcp" } },
  hostpci: [],
  tags: [`${owner}+9000`],
  running: false,
} satisfies Bag;

const key = (letter: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)} ann`;

/** A machine that is a copy of it, with something of everything. */
export const vmSpec = {
  ...templateVmSpec,
  vmid: 1001,
  source: { clone: 9000, full: true },
  name: "portal",
  memory: 2048,
  balloon: 1024,
  cores: 2,
  sockets: 1,
  cpu: "host",
  disks: {
    scsi0: { storage: "local-zfs", size: "8G" },
    scsi1: { storage: "local-zfs", size: "2G" },
  },
  net: { net0: { model: "virtio", bridge: "vmbr0", tag: 20 } },
  ciuser: "ann",
  sshkeys: [key("a"), key("b")],
  ipconfig: { ipconfig0: { ip: "10.0.0.111/24", gw: "10.0.0.1" } },
  nameserver: ["10.0.0.1"],
  searchdomain: "internal.example",
  agent: true,
  onboot: true,
  startup: { order: 4, up: 2, down: 2 },
  tags: [`${owner}+1001`, "web"].sort(),
  description: "the portal",
  running: true,
  pending: [],
} satisfies Bag;

/** Makes the template that machines are cloned of. */
export async function makeTemplateVm(world: World): Promise<void> {
  await new Resource(world, "cloudimage", imageSpec).up();
  await new Resource(world, "vm", templateVmSpec).up();
  await new Resource(world, "template", { vmid: 9000, owner, type: "qemu" }).up();
}
