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
