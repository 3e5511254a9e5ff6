import { fullAddress } from "../normalise/gpus";
import type { Path } from "../diagnostics";
import type { HostFacts } from "../types";
import { containerPath, type Rule, type RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** Which cards there are, and who gets them: a card is for containers, or for one virtual machine. */
export const gpuRules: Rule[] = [doubleGpus, addresses, places, givenAway];

type Listed = NonNullable<HostFacts["gpus"]>[number];

function doubleGpus(context: RuleContext): void {
  const gpus = gpusOf(context);
  const uses = (key: "index" | "pci_address", value: (gpu: Listed) => string | undefined) =>
    gpus.flatMap((gpu, at) => {
      const found = value(gpu);
      const entry = { kind: "hypervisor" as const, path: gpuPath(at, key), by: `host.gpus[${at}]` };
      return found === undefined ? [] : [{ ...entry, value: found }];
    });
  const byIndex = uses("index", ({ index }) => String(index));
  const byAddress = uses("pci_address", ({ pci_address: pci }) => pci && fullAddress(pci));
  reportDoubles(context, byIndex, "duplicate-gpu", (value) => `index ${value}`);
  reportDoubles(context, byAddress, "duplicate-gpu", (value) => `the card ${value}`);
}

/** A card is given away by its address alone: two cards of one kind have the same ids. */
function addresses(context: RuleContext): void {
  for (const [at, { mode, pci_address }] of gpusOf(context).entries()) {
    if (mode !== "vfio" || pci_address !== undefined) continue;
    const message = 'is vfio, which needs the card\'s pci_address, such as "0000:01:00.0"';
    context.report.error("hypervisor", gpuPath(at, "mode"), "gpu-address", message);
  }
}

/** The node's cards as they are found; the file alone cannot be wrong about them. */
function places(context: RuleContext): void {
  const { gpuAddresses } = context.knowledge;
  const gpus = gpusOf(context);
  if (gpuAddresses === undefined) return;
  for (const [at, { index, pci_address }] of gpus.entries()) {
    if (pci_address === undefined) continue;
    const place = gpuAddresses.indexOf(fullAddress(pci_address));
    if (place === index) continue;
    const message =
      place < 0
        ? `is ${pci_address}, where the host has no NVIDIA card; its cards are ${gpuAddresses.join(", ") || "none"}`
        : `is ${pci_address}, which is card ${place} of the host, but the entry's index is ${index}; its cards from 0 on are ${gpuAddresses.join(", ")}`;
    context.report.error("hypervisor", gpuPath(at, "pci_address"), "gpu-address", message);
  }
}

/** What a virtual machine gets, no container can see. */
function givenAway(context: RuleContext): void {
  const given = new Map(
    gpusOf(context).flatMap(({ index, mode }, at) => (mode === "vfio" ? [[index, at]] : [])),
  );
  for (const { vmid, gpu_assignment } of context.containers) {
    for (const index of gpu_assignment) {
      const at = given.get(index);
      if (at === undefined) continue;
      const message = `names GPU ${index}, which host.gpus[${at}].mode gives to virtual machines (vfio); take it out here, or write "lxc" there`;
      const path = containerPath(vmid, "gpu_assignment");
      context.report.error("lxc", path, "gpu-given-away", message);
    }
  }
}

function gpusOf({ declaration }: RuleContext): readonly Listed[] {
  return declaration.host?.gpus ?? [];
}

function gpuPath(at: number, ...steps: Path): Path {
  return ["host", "gpus", at, ...steps];
}
