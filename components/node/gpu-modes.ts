import type * as pulumi from "@pulumi/pulumi";
import { GpuModes } from "../../providers/resources";
import type { Ground } from "./ground";

/** What each card is for, where the configuration says where the cards are. */
export function declareGpuModes({ parent, config, below }: Ground): pulumi.Resource[] {
  const { gpus, reboot } = config;
  if (gpus.length === 0) return [];
  const cards = Object.fromEntries(gpus.map(({ address, mode }) => [address, mode]));
  const files = gpus.some(({ mode }) => mode === "vfio")
    ? ({ initScript: "current", modulesLoad: "current", arguments: "set", running: "set" } as const)
    : ({ initScript: "absent", modulesLoad: "absent", arguments: "absent" } as const);
  return [
    new GpuModes(
      "gpu-modes",
      { cards, ...files, initramfs: "current", loader: "current", reboot },
      { parent, dependsOn: below() },
    ),
  ];
}
