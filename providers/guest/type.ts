import { z } from "zod";
import type { Guest, Inspected } from "../../host/inspection";

/** What Proxmox calls virtual machines (`type` of /cluster/resources); absent for containers. */
export const guestType = z.literal("qemu").optional();

/** A container or a virtual machine, by its number. */
export interface AnyGuest {
  readonly vmid: number;
  /** Absent for a container. */
  readonly type?: "qemu" | undefined;
}

/** The word of the API's paths. */
export function typeOf({ type }: AnyGuest): "lxc" | "qemu" {
  return type ?? "lxc";
}

/** The program on the node. */
export function toolOf({ type }: AnyGuest): "pct" | "qm" {
  return type === undefined ? "pct" : "qm";
}

/** What messages call it. */
export function titleOf({ vmid, type }: AnyGuest): string {
  return `${type === undefined ? "container" : "virtual machine"} ${vmid}`;
}

/** The live guests of its type. */
export function guestsOf(
  { containers, virtualMachines }: Inspected<"containers" | "virtualMachines">,
  { type }: AnyGuest,
): ReadonlyMap<number, Guest> {
  return type === undefined ? containers : virtualMachines;
}
