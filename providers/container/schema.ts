import { z } from "zod";
import { absolutePath, name, owner, vmid } from "../shapes";
import { automatic } from "../guest/addresses";
import { guestInputs, guestName, size } from "../guest/inputs";

/** A network interface, with the keys of `net0` (pct.conf(5)). */
const netSchema = z.strictObject({
  name,
  bridge: name,
  /** An address with its prefix length, `dhcp` or `manual`. */
  ip: z
    .string()
    .regex(/^(dhcp|manual|[0-9.]+\/\d+)$/, "must be an IPv4 address with prefix length, or dhcp")
    .optional(),
  gw: z.ipv4().optional(),
  hwaddr: z
    .string()
    .regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/i, "must be a MAC address")
    .optional(),
  tag: z.int().min(1).max(4094).optional(),
  firewall: z.literal(true).optional(),
});

const mountPointSchema = z.union([
  /** A volume of its own on a storage. */
  z.strictObject({ storage: name, size, ro: z.literal(true).optional() }),
  /** A directory of the host. */
  z.strictObject({ bind: absolutePath, ro: z.literal(true).optional() }),
]);

/** Access to a device node of the host, with the keys of `dev0` (pct.conf(5)). */
const deviceSchema = z.strictObject({
  mode: z
    .string()
    .regex(/^0[0-7]{3}$/, "must be an octal mode such as 0666")
    .optional(),
  uid: z.int().min(0).optional(),
  gid: z.int().min(0).optional(),
});

/** A container as declared; the names are those of pct.conf(5). */
export const containerSchema = z.strictObject({
  vmid,
  owner,
  ...guestInputs,
  /** Where a missing container comes from; says nothing about one that exists. */
  source: z.union([
    z.strictObject({
      ostemplate: z.string().regex(/^[\w.-]+:vztmpl\/[\w.+~-]+$/, "must be STORAGE:vztmpl/FILE"),
    }),
    z.strictObject({
      clone: vmid,
      /** The snapshot to copy; none for a linked clone of a template. */
      snapname: name.optional(),
      full: z.boolean(),
      /** Fingerprint of what the layer is declared to hold, by which a clone is told to be outdated; never an input. */
      content: z
        .string()
        .regex(/^[0-9a-f]{12}$/)
        .optional(),
    }),
  ]),
  hostname: guestName,
  /** In MiB. */
  memory: z.int().min(16),
  /** In MiB. */
  swap: z.int().min(0).optional(),
  cores: z.int().min(1).max(8192),
  cpulimit: z.number().min(0).max(8192).optional(),
  rootfs: z.strictObject({ storage: name, size }),
  /** By `net0` … `net31`; exactly these. */
  net: z.record(z.string().regex(/^net([0-9]|[12][0-9]|3[01])$/), netSchema),
  /** By key of `net`. */
  auto: automatic,
  /** Feature flags such as `nesting: "1"`; exactly these. */
  features: z.partialRecord(
    z.enum(["nesting", "keyctl", "fuse", "mknod", "mount", "force_rw_sys"]),
    z.string().regex(/^[\w;]+$/),
  ),
  unprivileged: z.boolean(),
  /** Mount points by their path in the container; exactly these. */
  mp: z.record(absolutePath, mountPointSchema),
  /** Device nodes of the host by path; exactly these. */
  dev: z.record(absolutePath, deviceSchema),
  /** Raw `lxc.*` lines; exactly these, in this order. */
  lxc: z.array(z.string().regex(/^lxc\.[a-z0-9_.]+: [^\n]+$/, "must be `lxc.KEY: VALUE`")),
  /** Given where the profile of AppArmor that the lines name is a resource of this stack, loaded before. */
  declaredProfile: z.literal(true).optional(),
  /** Converted by Proxmox (`pct template`): it cannot be started any more. */
  template: z.literal(true).optional(),
});

export type ContainerSpec = z.infer<typeof containerSchema>;
