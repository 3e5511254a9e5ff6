import { functionsOf, isNvidiaCard, slotOf, type Gpus, type PciFunction } from "../../host/gpus";
import type { Inspected } from "../../host/inspection";
import { kernelArgumentFiles } from "../../host/kernel-arguments";
import type { Refusal, RefuseInput } from "../lifecycle";
import { cardsOf, missingArguments, modeOf, neededArguments, wrongCards } from "./observe";
import type { GpuModesSpec } from "./schema";
import { usersInContainers, usersOfVirtualMachines } from "./users";

/** Why cards cannot be what they are declared to be; all of it is told before anything is changed. */
export function refuseModes({
  spec,
  inspection,
}: RefuseInput<GpuModesSpec, Gpus, "gpus" | "containers">): Refusal[] {
  const { gpus } = inspection;
  const unknown = cardsOf(spec, "vfio").flatMap((address) => noCard(gpus, address));
  if (unknown.length > 0) return unknown;
  const isNeeded = cardsOf(spec, "vfio").length > 0;
  return [
    ...(isNeeded ? [...unknownMachine(gpus), ...contradictions(gpus), ...noIommu(gpus)] : []),
    ...(isNeeded ? overriddenFile(gpus, spec) : []),
    ...cardsOf(spec, "vfio").flatMap((address) => neighbours(gpus, spec, address)),
    ...cardsOf(spec, "lxc").flatMap((address) => takenById(gpus, address)),
    ...wrongCards(gpus, spec).flatMap((address) => inUse(inspection, spec, address)),
  ];
}

function noCard(gpus: Gpus, address: string): Refusal[] {
  const found = gpus.functions.find((each) => each.address === address);
  if (found !== undefined && isNvidiaCard(found)) return [];
  const cards = gpus.functions.filter(isNvidiaCard).map((each) => each.address);
  const what =
    found === undefined
      ? `the node has nothing at ${address}`
      : `${described(found)} at ${address} is no NVIDIA card`;
  return refusal("cards", `${what}; its NVIDIA cards are ${cards.join(", ") || "none"}`);
}

function unknownMachine(gpus: Gpus): Refusal[] {
  const { loader } = gpus.kernelArguments;
  return [
    ...(neededArguments(gpus) === undefined
      ? refusal(
          "arguments",
          `it is not known which kernel arguments a CPU of ${gpus.cpuVendor || "an unknown make"} needs for its IOMMU; those of Intel and AMD are`,
        )
      : []),
    ...(loader === undefined
      ? refusal(
          "arguments",
          "/proc/cmdline does not tell what started the kernel; GRUB and Proxmox's systemd-boot are known",
        )
      : []),
  ];
}

/** Words that switch off what is needed, and lines that keep vfio-pci away, are somebody's will. */
function contradictions({ kernelArguments, settings }: Gpus): Refusal[] {
  const file =
    kernelArguments.loader === "grub" ? "/etc/default/grub" : kernelArgumentFiles.cmdline;
  return [
    ...kernelArguments.next
      .filter((word) => /^(?:intel_iommu|amd_iommu|iommu)=(?:off|soft)$/.test(word))
      .flatMap((word) =>
        refusal(
          "arguments",
          `${file} tells the kernel ${word}, without which no card can be given away. Remove it there`,
        ),
      ),
    ...settings
      .filter(({ line }) => /^(?:blacklist|install)\s/.test(line))
      .flatMap(({ file: where, line }) =>
        refusal(
          "modulesLoad",
          `${where} says "${line}", which keeps vfio-pci from being loaded. Remove that line`,
        ),
      ),
  ];
}

/** A kernel that was told everything and has no IOMMU all the same runs on firmware that hides it. */
function noIommu(gpus: Gpus): Refusal[] {
  const { running } = gpus.kernelArguments;
  if (gpus.hasIommu || missingArguments(gpus, running).some((word) => word.endsWith("_iommu=on")))
    return [];
  const name = gpus.cpuVendor === "GenuineIntel" ? "VT-d" : "the IOMMU (AMD-Vi)";
  return refusal(
    "cards",
    `the node isolates no devices (/sys/kernel/iommu_groups is empty). Switch on ${name} in its firmware`,
  );
}

/** What comes after our file may set the same variable anew. */
function overriddenFile(gpus: Gpus, spec: GpuModesSpec): Refusal[] {
  const { loader, grubFile, next, ours } = gpus.kernelArguments;
  if (loader !== "grub" || grubFile === undefined || gpus.isUnfinished) return [];
  const lost = missingArguments(gpus, next).filter((word) => ours.includes(word));
  if (lost.length === 0 || spec.arguments !== "set") return [];
  return refusal(
    "arguments",
    `${kernelArgumentFiles.grub} adds ${lost.join(" ")}, but a file of /etc/default/grub.d that is read after it sets GRUB_CMDLINE_LINUX_DEFAULT anew. ` +
      'Have that file begin its value with "$GRUB_CMDLINE_LINUX_DEFAULT"',
  );
}

/** A virtual machine gets a group as a whole; PCI bridges in it stay with the node (PVE/SysFSTools.pm). */
function neighbours(gpus: Gpus, spec: GpuModesSpec, address: string): Refusal[] {
  const given = cardsOf(spec, "vfio").map(slotOf);
  const groups = functionsOf(gpus.functions, address).map(({ group }) => group);
  const others = gpus.functions.filter(
    (each) =>
      each.group !== undefined &&
      groups.includes(each.group) &&
      each.class >> 16 !== 0x06 &&
      !given.includes(slotOf(each.address)),
  );
  if (others.length === 0) return [];
  const shown = others.map((each) => `${each.address} (${described(each)})`);
  return refusal(
    "cards",
    `the IOMMU cannot tell ${address} from ${shown.join(", ")}, so that a virtual machine would get these as well. ` +
      "Put the card into another slot, or switch on ACS in the firmware",
  );
}

/** By its id a card is taken for virtual machines wherever it is, and so are its twins. */
function takenById({ functions, settings, kernelArguments }: Gpus, address: string): Refusal[] {
  const card = functions.find((each) => each.address === address);
  if (card === undefined) return [];
  const id = `${hex(card.vendor)}:${hex(card.device)}`;
  const lines = [
    ...settings,
    ...kernelArguments.next
      .filter((word) => /^vfio[-_]pci\.ids=/.test(word))
      .map((line) => ({ file: "the kernel's command line", line })),
  ];
  return lines
    .filter(({ line }) => idsOf(line).includes(id))
    .flatMap(({ file, line }) =>
      refusal(
        "cards",
        `${file} says "${line}", which takes every card ${id} for virtual machines, ${address} among them, which is declared "lxc". Remove it there`,
      ),
    );
}

function idsOf(line: string): string[] {
  const list = /\bids=(\S+)/.exec(line)?.[1]?.toLowerCase() ?? "";
  return list.split(",").map((id) => id.split(":").slice(0, 2).join(":"));
}

function inUse(
  inspection: Inspected<"gpus" | "containers">,
  spec: GpuModesSpec,
  address: string,
): Refusal[] {
  if (spec.cards[address] === "lxc") {
    const users = usersOfVirtualMachines(inspection, address);
    return users.length === 0
      ? []
      : refusal(
          "cards",
          `the card ${address} is to be for containers, but ${users.join(", ")} has it. Shut that virtual machine down first`,
        );
  }
  const { containers, processes } = usersInContainers(inspection, address);
  const mode = modeOf(inspection.gpus, address);
  const what = `the card ${address} is to be for virtual machines, but ${mode === "lxc" ? "" : `is ${mode} and `}`;
  if (containers.length > 0) {
    const many = containers.length > 1;
    return refusal(
      "cards",
      `${what}the running container${many ? "s" : ""} ${containers.join(", ")} ${many ? "have" : "has"} it. Stop ${many ? "them" : "it"} first`,
    );
  }
  if (processes.length === 0 || spec.reboot === "allowed") return [];
  return refusal(
    "cards",
    `${what}is used by ${processes.join(", ")}. End that first, or write "reboot": "allowed" in settings`,
  );
}

function refusal(property: string, reason: string): Refusal[] {
  return [{ property, reason: `gpumodes: ${reason}.` }];
}

function described({ vendor, device, class: kind, driver }: PciFunction): string {
  const what = kinds[kind >> 8] ?? `class ${hex(kind >> 8)}`;
  return `${what} ${hex(vendor)}:${hex(device)}${driver === undefined ? "" : `, driver ${driver}`}`;
}

/** Names of classes that share groups with cards (pci.ids). */
const kinds: Readonly<Record<number, string | undefined>> = {
  0x0106: "SATA controller",
  0x0108: "NVMe controller",
  0x0200: "network card",
  0x0300: "VGA controller",
  0x0302: "3D controller",
  0x0403: "audio device",
  0x0600: "host bridge",
  0x0604: "PCI bridge",
  0x0c03: "USB controller",
};

function hex(value: number): string {
  return value.toString(16).padStart(4, "0");
}
