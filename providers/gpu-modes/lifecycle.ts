import type { Gpus } from "../../host/gpus";
import type { Bag, ConvergeInput, Lifecycle } from "../lifecycle";
import { restartNode } from "../restart-node";
import { cardsOf, missingArguments, modeOf, observeModes, wrongCards } from "./observe";
import { refuseModes } from "./refuse";
import { gpuModesSchema, type GpuModesSpec } from "./schema";
import { prepareNextStart, removeFiles, switchCards } from "./steps";

const parts = ["gpus", "nvidia", "containers", "bootId"] as const;

/**
 * All cards are one resource, because one script, one image and one command line keep them, and because the numbers of
 * the cards that containers have left depend on the others.
 */
export const gpuModesLifecycle: Lifecycle<GpuModesSpec, Gpus, (typeof parts)[number]> = {
  kind: "gpumodes",
  parts,
  schema: gpuModesSchema,
  id: () => "gpus",
  find: ({ gpus }, spec) =>
    gpus.initScript !== undefined || cardsOf(spec, "vfio").length === 0 ? gpus : undefined,
  observe: observeModes,
  refuse: refuseModes,
  /** A card of a virtual machine that is no longer listed counts as one that is not listed: it is for containers. */
  withRemovals(spec, olds) {
    const before = (olds["cards"] ?? {}) as Bag;
    const released = Object.keys(before)
      .filter((address) => before[address] !== "lxc")
      .map((address) => [address, "lxc" as const]);
    return { ...spec, cards: { ...Object.fromEntries(released), ...spec.cards } as Cards };
  },
  async converge(input) {
    const { spec, inspection, context } = input;
    const { gpus } = inspection;
    const { shell } = context.host;
    const seen = observeModes(gpus, spec);
    const isPrepared = (
      ["initScript", "modulesLoad", "initramfs", "arguments", "loader"] as const
    ).every((field) => seen[field] === spec[field]);
    if (!isPrepared) return prepareNextStart(shell, spec, gpus);
    if (wrongCards(gpus, spec).length > 0) return switchNow(input);
    if (spec.running !== undefined && seen["running"] !== spec.running) return restartFor(input);
  },
  async remove({ spec, inspection, context: { host } }) {
    const { gpus } = inspection;
    const given = Object.keys(spec.cards).filter((address) => modeOf(gpus, address) !== "lxc");
    const isOurs = gpus.initScript !== undefined || gpus.kernelArguments.ours.length > 0;
    if (!isOurs) return;
    await removeFiles(host.shell, gpus);
    if (given.length === 0) return;
    console.log(
      `gpumodes: ${given.join(", ")} stays with virtual machines until the node is restarted, and is for containers then`,
    );
  },
};

type Cards = GpuModesSpec["cards"];
type Input = ConvergeInput<GpuModesSpec, Gpus, (typeof parts)[number]>;

async function switchNow(input: Input): Promise<void> {
  const { spec, inspection, context } = input;
  if (cardsOf(spec, "vfio").length > 0 && !inspection.gpus.hasIommu) return restartFor(input);
  if (await switchCards(context.host.shell, spec, inspection)) return;
  const reason = `the driver of ${wrongCards(inspection.gpus, spec).join(", ")} is in use by guests or other programs`;
  await restartNode(
    context.host,
    { kind: "gpumodes", reboot: spec.reboot },
    inspection.bootId,
    reason,
  );
}

async function restartFor({ spec, inspection, context }: Input): Promise<void> {
  const missing = missingArguments(inspection.gpus, inspection.gpus.kernelArguments.running);
  const reason = `its kernel was started without ${missing.join(" ")}`;
  await restartNode(
    context.host,
    { kind: "gpumodes", reboot: spec.reboot },
    inspection.bootId,
    reason,
  );
}
