import type { Container } from "../../host/inspection";

/** Until the task that makes a container ends, its file holds what there is so far and this lock (PVE/API2/LXC.pm). */
export function isBeingMade({ config }: Container): boolean {
  return config.current.values["lock"] === "create";
}

/** Proxmox reserves a vmid with a config that holds nothing but the lock (PVE/AbstractConfig.pm). */
export function isReserved(container: Container): boolean {
  return isBeingMade(container) && Object.keys(container.config.current.values).length === 1;
}
