import { z } from "zod";
import type { Guest, Inspected } from "../../host/inspection";

/** What Proxmox calls virtual machines (`type` of /cluster/resources); absent for containers. */
export const guestType = z.literal("qemu").optional();

interface Typed {
  readonly vmid: number;
  readonly type?: "qemu" | undefined;
}

/** The word of the API's paths. */
export function typeOf({ type }: Typed): "lxc" | "qemu" {
  return type ?? "lxc";
}

/** The program on the node. */
export function toolOf({ type }: Typed): "pct" | "qm" {
  return type === undefined ? "pct" : "qm";
}

/** What messages call it. */
export function titleOf({ vmid, type }: Typed): string {
  return `${type === undefined ? "container" : "virtual machine"} ${vmid}`;
}

/** The live guests of its type. */
export function guestsOf(
  { containers, virtualMachines }: Inspected<"containers" | "virtualMachines">,
  { type }: Typed,
): ReadonlyMap<number, Guest> {
  return type === undefined ? containers : virtualMachines;
}
