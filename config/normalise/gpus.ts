import type { HostFacts } from "../documents/host";
import type { GpuConfig } from "../types";

type Listed = NonNullable<HostFacts["gpus"]>;

/** The GPUs of which the file says where they are; addresses in the words of /sys/bus/pci. */
export function normaliseGpus(gpus: Listed = []): GpuConfig[] {
  return gpus.flatMap(({ index, pci_address, mode = "lxc" }) =>
    pci_address === undefined ? [] : [{ index, address: fullAddress(pci_address), mode }],
  );
}

/**
 * N of /dev/nvidiaN of these GPUs: the driver numbers the cards that it has in the order of the bus, so that those which
 * virtual machines get are left out.
 */
export function deviceNumbers(indexes: readonly number[], gpus: Listed = []): number[] {
  const given = gpus.filter(({ mode }) => mode === "vfio").map(({ index }) => index);
  return indexes
    .filter((index) => !given.includes(index))
    .map((index) => index - given.filter((other) => other < index).length);
}

/** With its domain, in lower case. */
export function fullAddress(address: string): string {
  const full = /^[^:]+:[^:]+$/.test(address) ? `0000:${address}` : address;
  return full.toLowerCase();
}
