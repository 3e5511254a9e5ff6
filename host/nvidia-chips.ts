import type { Flavour, NvidiaFunction } from "./nvidia";

/**
 * Which kernel modules can drive a card, by its PCI device id: ids below 0x1e00 are chips before Turing, which lack
 * the processor that the open modules need; from 0x2900 on they are Blackwell, which the others do not know (chapters
 * "Open Linux Kernel Modules" and "Supported NVIDIA GPU Products" of the driver's README).
 */
export function flavoursOf(device: number): readonly Flavour[] {
  if (device < 0x1e00) return ["proprietary"];
  return device < 0x2900 ? ["open", "proprietary"] : ["open"];
}

/** The modules that all these cards can be driven with, the better ones first; empty where there are none. */
export function commonFlavours(cards: readonly NvidiaFunction[]): readonly Flavour[] {
  const all = ["open", "proprietary"] as const;
  return all.filter((each) => cards.every(({ device }) => flavoursOf(device).includes(each)));
}

/** The oldest branch of releases that knows a card, as far as it matters here. */
export function oldestBranch(device: number): number {
  return device >= 0x2900 ? 570 : 550;
}
