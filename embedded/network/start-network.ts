import type { MountedFiles } from "../files/mounted-files";
import type { HostHardware } from "../interior/hardware";
import { reload } from "./ifreload";
import { KernelNetwork } from "./kernel-network";

/** The network of a machine that has just started: its cards, and what its files make of them. */
export function startNetwork(files: MountedFiles, hardware: HostHardware): KernelNetwork {
  const kernel = KernelNetwork.ofHardware(hardware.interfaces);
  reload(files, kernel);
  return kernel;
}

/** The same after the machine was restarted: nothing is left of what stood in no file. */
export function restartNetwork(kernel: KernelNetwork, files: MountedFiles): void {
  for (const [name, link] of [...kernel.links]) {
    if (link.kind !== undefined) kernel.remove(name);
    else if (name !== "lo") {
      Object.assign(link, { up: true, mtu: 1500, addresses: [] });
      delete link.master;
    }
  }
  kernel.routes = [];
  kernel.managed = [];
  reload(files, kernel);
}
