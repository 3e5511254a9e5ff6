import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { bondModes, hashPolicies } from "../config/scalars/bonds";

/** pve-iface (PVE/JSONSchema.pm); Linux takes 15 characters. */
const iface = z
  .string()
  .max(15)
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{1,14}(?:[:.]\d+)?$/, "must be an interface's name such as vmbr0");

const cidr = (isAddress: (text: string) => boolean, most: number) =>
  z.string().refine((text) => {
    const [address = "", prefix, ...rest] = text.split("/");
    const length = /^\d{1,3}$/.test(prefix ?? "") ? Number(prefix) : 0;
    return isAddress(address) && length >= 8 && length <= most && rest.length === 0;
  }, `must be an address with a prefix length from 8 to ${most}`);

const cidr4 = cidr(isIPv4, 32);
const cidr6 = cidr(isIPv6, 128);
const ipv4 = z.string().refine(isIPv4, "must be an IPv4 address");
const ipv6 = z.string().refine(isIPv6, "must be an IPv6 address");
const mtu = z.int().min(1280).max(65520);
const bondMode = z.enum(bondModes);
const policy = z.enum(hashPolicies);

function isComment(text: string): boolean {
  const isPlain = !/[\r\0]/.test(text) && text.trimEnd() === text && text !== "";
  return isPlain && text.split("\n").every((line) => line.trimEnd() === line);
}

/** One interface in the words of the API; what is absent is left as it is, and null is taken away. */
const interfaceSchema = z.strictObject({
  type: z.enum(["bridge", "bond", "vlan", "eth"]),
  autostart: z.boolean(),
  cidr: cidr4.nullable().optional(),
  gateway: ipv4.nullable().optional(),
  cidr6: cidr6.nullable().optional(),
  gateway6: ipv6.nullable().optional(),
  mtu: mtu.nullable().optional(),
  /** Of several lines; Proxmox VE keeps no blanks at their ends, and no empty line at the end. */
  comments: z
    .string()
    .refine(isComment, "must be text without blanks at the ends of its lines")
    .nullable()
    .optional(),
  bridge_ports: z.array(iface).nullable().optional(),
  bridge_vlan_aware: z.boolean().nullable().optional(),
  bridge_vids: z
    .string()
    .regex(/^\d+(?:-\d+)?(?: \d+(?:-\d+)?)*$/, "must be VLANs such as 10 20-29")
    .nullable()
    .optional(),
  slaves: z.array(iface).nullable().optional(),
  bond_mode: bondMode.nullable().optional(),
  "bond-primary": iface.nullable().optional(),
  bond_xmit_hash_policy: policy.nullable().optional(),
  "vlan-raw-device": iface.nullable().optional(),
  "vlan-id": z.int().min(1).max(4094).nullable().optional(),
});

/** The same as the kernel has it, as far as it shows. */
const runningSchema = z.strictObject({
  up: z.literal(true),
  cidr: cidr4.nullable().optional(),
  gateway: ipv4.nullable().optional(),
  cidr6: cidr6.nullable().optional(),
  gateway6: ipv6.nullable().optional(),
  mtu: mtu.optional(),
  bridge_ports: z.array(iface).nullable().optional(),
  bridge_vlan_aware: z.boolean().nullable().optional(),
  slaves: z.array(iface).nullable().optional(),
  bond_mode: bondMode.optional(),
  "bond-primary": iface.optional(),
  bond_xmit_hash_policy: policy.optional(),
});

/** The node's declared interfaces; others are left alone. */
export const networkSchema = z.strictObject({
  /** What /etc/network/interfaces says. */
  interfaces: z.record(iface, interfaceSchema),
  /** What is in force: the same, once it holds. Only of interfaces that start with the node. */
  running: z.record(iface, runningSchema),
  /** Whether the node is going to take the last change back. */
  rollback: z.literal("none"),
  /** How long the node waits for a change to be confirmed before it takes it back. */
  rollbackSeconds: z.int().min(1).max(3600),
});

export type NetworkSpec = z.infer<typeof networkSchema>;
export type InterfaceSpec = z.infer<typeof interfaceSchema>;
export type RunningSpec = z.infer<typeof runningSchema>;
