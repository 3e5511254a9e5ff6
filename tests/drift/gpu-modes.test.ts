import { gpuModeFiles } from "../../host/gpus";
import { kernelArgumentFiles } from "../../host/kernel-arguments";
import { gpuModesSchema } from "../../providers/gpu-modes/schema";
import { installDriver } from "../embedded/gpu-node";
import { firstCard, gpuModesSpec, secondCard } from "../lifecycle/gpu-modes-spec";
import { testDrift } from "./test-drift";

const { initScript, modulesLoad, pending } = gpuModeFiles;
const pci = "/sys/bus/pci";

/** What an administrator does who wants a function of a card elsewhere. */
const rebind = (address: string, driver: string) =>
  `echo ${driver} > ${pci}/devices/${address}/driver_override; echo ${address} > ${pci}/devices/${address}/driver/unbind; ` +
  `modprobe vfio-pci; echo ${address} > ${pci}/drivers_probe`;

const shared = gpuModesSpec({ [firstCard]: "lxc", [secondCard]: "lxc" });

testDrift({
  kind: "gpumodes",
  schema: gpuModesSchema,
  anew: "a card that was taken from its driver has none until the node starts again",
  async ground(world) {
    await world.shell(installDriver);
  },
  inputs: gpuModesSpec({ [firstCard]: "lxc", [secondCard]: "vfio" }, { reboot: "allowed" }),
  fields: {
    cards: [
      rebind(secondCard, "nvidia"),
      rebind("0000:04:00.1", ""),
      rebind(firstCard, "vfio-pci"),
      { command: rebind(secondCard, "vfio-pci"), inputs: shared },
      { command: rebind("0000:01:00.1", "vfio-pci"), inputs: shared },
    ],
    initScript: [
      `sed -i /04:00/d ${initScript}`,
      `chmod -x ${initScript}`,
      { command: `rm ${initScript}`, gone: true },
      {
        command: `mkdir -p ${initScript.slice(0, -13)}; echo exit > ${initScript}`,
        inputs: shared,
      },
    ],
    modulesLoad: [`echo snd >> ${modulesLoad}`, `rm ${modulesLoad}`],
    initramfs: `sleep 0.05; touch ${initScript}`,
    arguments: [
      `sed -i 's/ iommu=pt//' ${kernelArgumentFiles.cmdline}`,
      { command: `echo iommu=pt > ${kernelArgumentFiles.ours}`, inputs: shared },
    ],
    running: "sed -i 's/ iommu=pt//' /proc/cmdline",
    loader: `mkdir -p /var/lib/phoenix; touch ${pending}`,
  },
  follows: ["initramfs"],
  notCompared: { reboot: "is a permission" },
});
