import type { PhoenixConfig } from "./types";

/** Whether nothing is declared at all, so that no host has to be asked. */
export function declaresNothing({ hypervisor, ...rest }: PhoenixConfig): boolean {
  const { reboot, ...node } = hypervisor;
  const { containers, vms, stacks, vmImages } = rest;
  return [node, containers, vms, stacks, vmImages].every(isEmpty);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "object" && value !== null && Object.values(value).every(isEmpty);
}
