import { z } from "zod";
import { name, owner, vmid } from "../shapes";
import { automatic } from "../guest/addresses";
import { guestInputs, guestName, size } from "../guest/inputs";

/** A key of a disk: up to scsi30, virtio15 or sata5 (qm.conf(5)). */
const diskKey = z
  .string()
  .regex(
    /^(scsi([0-9]|[12][0-9]|30)|virtio([0-9]|1[0-5])|sata[0-5])$/,
    "must be scsi0 … scsi30, virtio0 … virtio15 or sata0 … sata5",
  );

/** A network card, with the keys of `net0` (qm.conf(5)). */
const netSchema = z.strictObject({
  model: z.enum(["virtio", "e1000", "e1000e", "rtl8139", "vmxnet3"]),
  bridge: name,
  macaddr: z
    .string()
    .regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/i, "must be a MAC address")
    .optional(),
  tag: z.int().min(1).max(4094).optional(),
  firewall: z.literal(true).optional(),
});

/** What cloud-init gives an interface, with the keys of `ipconfig0` (qm.conf(5)). */
const ipconfigSchema = z.strictObject({
  ip: z
    .string()
    .regex(/^(dhcp|[0-9.]+\/\d+)$/, "must be an IPv4 address with prefix length, or dhcp")
    .optional(),
  gw: z.ipv4().optional(),
});

const numbers = "([0-9]|[12][0-9]|3[01])";

/** A virtual machine as declared; the names are those of qm.conf(5). */
export const vmSchema = z.strictObject({
  vmid,
  owner,
  ...guestInputs,
  /** Where a missing machine comes from; says nothing about one that exists. */
  source: z.union([
    z.strictObject({
      image: z
        .string()
        .regex(
          /^[\w.-]+:import\/[\w.+~-]+\.(qcow2|raw|vmdk)$/,
          "must be STORAGE:import/FILE with .qcow2, .raw or .vmdk at its end",
        ),
    }),
    z.strictObject({
      clone: vmid,
      /** The snapshot to copy; none for a linked clone of a template. */
      snapname: name.optional(),
      full: z.boolean(),
    }),
  ]),
  name: guestName,
  /** In MiB. */
  memory: z.int().min(16),
  /** The least memory in MiB that the node may leave it with; 0 for all of it, always. */
  balloon: z.int().min(0).optional(),
  /** Of each socket. */
  cores: z.int().min(1).max(512),
  sockets: z.int().min(1).max(4).optional(),
  /** The type that the machine sees, such as `host`. */
  cpu: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+(,[a-z-]+=[A-Za-z0-9+;_-]+)*$/, "must be a CPU type such as host")
    .optional(),
  /** The disk that it boots from, one of `disks`. */
  boot: diskKey,
  /** Disks by key; exactly these. */
  disks: z.record(diskKey, z.strictObject({ storage: name, size })),
  /** By `net0` … `net31`; exactly these. */
  net: z.record(z.string().regex(new RegExp(`^net${numbers}$`)), netSchema),
  /** The storage of cloud-init's drive; none for a machine without one. */
  cloudinit: name.optional(),
  /** The first user, by cloud-init. */
  ciuser: z
    .string()
    .regex(/^([a-z_][a-z0-9_-]{0,31})?$/, "must be a user's name")
    .optional(),
  /** Lines of authorized_keys. */
  sshkeys: z.array(z.string().regex(/^[\x21-\x7e][\x20-\x7e]*$/)).optional(),
  /** Addresses by `ipconfig0` …; exactly these. */
  ipconfig: z
    .record(z.string().regex(new RegExp(`^ipconfig${numbers}$`)), ipconfigSchema)
    .optional(),
  /** By key of `ipconfig`. */
  auto: automatic,
  /** Whether QEMU's guest agent runs in it. */
  agent: z.boolean().optional(),
  /** Names of resource mappings of PCI devices, in the order of `hostpci0` …; exactly these. */
  hostpci: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/)).max(16),
  /** Converted by Proxmox (`qm template`): it cannot be started any more. */
  template: z.literal(true).optional(),
});

export type VmSpec = z.infer<typeof vmSchema>;
