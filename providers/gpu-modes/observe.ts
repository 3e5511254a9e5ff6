import { functionsOf, slotOf, vfioDriver, type Gpus, type PciFunction } from "../../host/gpus";
import type { Bag } from "../lifecycle";
import type { GpuModesSpec } from "./schema";

/** The live modes in the words of their declaration. */
export function observeModes(live: Gpus, spec: GpuModesSpec): Bag {
  return {
    cards: Object.fromEntries(
      Object.keys(spec.cards).map((address) => [address, modeOf(live, address)]),
    ),
    initScript: observeScript(live, spec),
    modulesLoad: sameContent(live.modulesLoad, modulesLoadContent),
    initramfs: live.staleImages.length === 0 ? "current" : `older: ${live.staleImages.join(", ")}`,
    arguments: observeArguments(live, spec),
    ...(spec.running !== undefined && { running: observeRunning(live) }),
    loader: live.isUnfinished ? "cut off" : "current",
  };
}

/** What a card is for now: `lxc`, `vfio`, or who has which of its functions. */
export function modeOf({ functions }: Gpus, address: string): string {
  const slot = functionsOf(functions, address);
  // A card that is gone is in no virtual machine; that it is declared is told by the rules.
  if (!slot.some(isKept)) return "lxc";
  if (slot.every(({ driver }) => driver === vfioDriver)) return "vfio";
  const shown = slot.map(({ address: each, driver = "no driver" }) => `${each} with ${driver}`);
  return `partly: ${shown.join(", ")}`;
}

/** A function that vfio-pci has, or that nobody else may take. */
export function isKept({ driver, override }: PciFunction): boolean {
  return driver === vfioDriver || override === vfioDriver;
}

/** The cards of one mode. */
export function cardsOf({ cards }: GpuModesSpec, mode: "lxc" | "vfio"): string[] {
  return Object.keys(cards)
    .filter((address) => cards[address] === mode)
    .sort();
}

/** Cards that are not what they are declared to be. */
export function wrongCards(live: Gpus, { cards }: GpuModesSpec): string[] {
  return Object.keys(cards).filter((address) => modeOf(live, address) !== cards[address]);
}

/**
 * What the kernel has to be told: Proxmox's kernels have AMD's IOMMU on by default, and Intel's not always; `pt` spares
 * the node's own devices the translation (pve-docs, qm-pci-passthrough.adoc). Undefined for another make of CPU.
 */
export function neededArguments({ cpuVendor }: Gpus): readonly string[] | undefined {
  if (cpuVendor === "GenuineIntel") return ["intel_iommu=on", "iommu=pt"];
  return cpuVendor === "AuthenticAMD" ? ["iommu=pt"] : undefined;
}

/** Those of the needed arguments that are not among these. */
export function missingArguments(live: Gpus, given: readonly string[]): string[] {
  return (neededArguments(live) ?? []).filter((word) => !given.includes(word));
}

const head = "# Written by Phoenix: host.gpus. What is changed here by hand is overwritten.\n";

/** Content of our file of modules-load.d. */
export const modulesLoadContent = `${head}vfio-pci\n`;

/**
 * Content of our script. It names addresses, since two cards of one kind may be for different things. An override holds
 * for drivers that come later, so that vfio-pci need not be in the image.
 */
export function initScriptContent(cards: readonly string[]): string {
  return `#!/bin/sh
${head}# The devices in these slots of the PCI bus are for virtual machines: only vfio-pci may take them.
case $1 in
prereqs) exit 0 ;;
esac
for slot in ${cards.map(slotOf).join(" ")}; do
  for device in /sys/bus/pci/devices/"$slot".*; do
    [ -e "$device/driver_override" ] || continue
    echo vfio-pci > "$device/driver_override"
    if [ -e "$device/driver" ]; then
      echo "\${device##*/}" > "$device/driver/unbind"
    fi
  done
done
exit 0
`;
}

function observeScript(live: Gpus, spec: GpuModesSpec): string {
  const state = sameContent(live.initScript, initScriptContent(cardsOf(spec, "vfio")));
  return state === "current" && !live.isExecutable ? "not executable" : state;
}

function sameContent(found: string | undefined, content: string): string {
  if (found === undefined) return "absent";
  return found.trimEnd() === content.trimEnd() ? "current" : "changed";
}

function observeArguments(live: Gpus, spec: GpuModesSpec): string {
  const { next, ours } = live.kernelArguments;
  if (spec.arguments === "absent") return ours.length > 0 ? "set" : "absent";
  const missing = missingArguments(live, next);
  return missing.length > 0 ? `missing: ${missing.join(" ")}` : "set";
}

function observeRunning(live: Gpus): string {
  const missing = missingArguments(live, live.kernelArguments.running);
  return missing.length > 0 ? `missing: ${missing.join(" ")}` : "set";
}
