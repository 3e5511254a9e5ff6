import type { Host } from "../../host/host";

/** Starts, ends or restarts a guest and waits until that is done; one that does not end in a minute is stopped. */
export async function power(
  host: Host,
  type: "lxc" | "qemu",
  vmid: number,
  verb: "start" | "shutdown" | "reboot",
): Promise<void> {
  const params = verb === "shutdown" ? { forceStop: 1, timeout: 60 } : {};
  const path = `/nodes/${host.node}/${type}/${vmid}/status/${verb}`;
  await host.finish(await host.api.request("POST", path, params));
}
