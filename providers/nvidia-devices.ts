import { slotOf, vfioDriver } from "../host/gpus";
import type { Cards } from "../host/nvidia";

/** Device nodes that all containers with a card need, beside one for each card (nvidia-modprobe(1)). */
export const sharedNvidiaDevices = [
  "/dev/nvidiactl",
  "/dev/nvidia-uvm",
  "/dev/nvidia-uvm-tools",
  "/dev/nvidia-caps/nvidia-cap1",
  "/dev/nvidia-caps/nvidia-cap2",
];

/** The device nodes that there are, or will be once the node has a driver for its cards. */
export function possibleDevices(
  { functions, initScript = "" }: Cards,
  devices: readonly string[],
): readonly string[] {
  // A card that is kept for virtual machines by our script may be to come back; others are not ours to give.
  const cards = functions.filter(
    ({ isCard, address, driver }) =>
      isCard && (driver !== vfioDriver || initScript.includes(slotOf(address))),
  );
  if (cards.length === 0) return devices;
  const nodes = [...cards.keys()].map((minor) => `/dev/nvidia${minor}`);
  return [...new Set([...devices, ...nodes, ...sharedNvidiaDevices])].sort();
}
