import type { Guest } from "../../host/inspection";

/**
 * Until the task that makes a guest ends, its file holds what there is so far and this lock (PVE/API2/LXC.pm); a virtual
 * machine that is cloned has one of its own (PVE/API2/Qemu.pm).
 */
export function isBeingMade({ config }: Guest): boolean {
  return ["create", "clone"].includes(config.current.values["lock"] ?? "");
}

/** Proxmox reserves a vmid with a config that holds nothing but the lock (PVE/AbstractConfig.pm). */
export function isReserved(guest: Guest): boolean {
  return isBeingMade(guest) && Object.keys(guest.config.current.values).length === 1;
}
