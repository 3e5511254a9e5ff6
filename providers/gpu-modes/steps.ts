import { functionsOf, gpuModeFiles, vfioDriver, type Gpus } from "../../host/gpus";
import { grubFileContent, kernelArgumentFiles } from "../../host/kernel-arguments";
import type { Nvidia } from "../../host/nvidia";
import { pciSwitchScript } from "../../host/scripts";
import type { Shell } from "../../host/ssh";
import { writeFile } from "../../host/write-file";
import { load, makeDevices, unload, unloadDriver } from "../nvidia-driver-steps";
import {
  cardsOf,
  initScriptContent,
  isKept,
  missingArguments,
  modulesLoadContent,
  observeModes,
  wrongCards,
} from "./observe";
import type { GpuModesSpec } from "./schema";

/** Brings the files for the next start about, and what is made of them: the images, and the boot loader's entries. */
export async function prepareNextStart(
  shell: Shell,
  spec: GpuModesSpec,
  live: Gpus,
): Promise<void> {
  const seen = observeModes(live, spec);
  const differs = (field: keyof GpuModesSpec) => seen[field] !== spec[field];
  await write(shell, gpuModeFiles.pending, "");
  if (differs("initScript")) {
    const content = initScriptContent(cardsOf(spec, "vfio"));
    await put(shell, gpuModeFiles.initScript, spec.initScript === "current" ? content : undefined);
  }
  if (differs("modulesLoad")) {
    const content = spec.modulesLoad === "current" ? modulesLoadContent : undefined;
    await put(shell, gpuModeFiles.modulesLoad, content);
  }
  if (differs("arguments")) await setArguments(shell, spec, live);
  await finish(shell, live);
}

/** Takes our files away again, with what is made of them. */
export async function removeFiles(shell: Shell, live: Gpus): Promise<void> {
  await write(shell, gpuModeFiles.pending, "");
  await shell.run(["rm", "-f", gpuModeFiles.initScript, gpuModeFiles.modulesLoad]);
  await withdrawArguments(shell, live);
  await finish(shell, live);
}

/**
 * Gives cards to the drivers that they are declared for; false where a driver is in use. The driver is unloaded for it,
 * although a card alone could be taken from it: its module would wait for the last user without an end (nv_pci_remove),
 * whereas unloading fails at once; and the numbers of the other cards' device nodes are given anew only when it starts.
 */
export async function switchCards(
  shell: Shell,
  spec: GpuModesSpec,
  { gpus, nvidia }: { readonly gpus: Gpus; readonly nvidia: Nvidia },
): Promise<boolean> {
  const pairs = wrongCards(gpus, spec).flatMap((address) => {
    const isGiven = spec.cards[address] === "vfio";
    return functionsOf(gpus.functions, address)
      .filter((each) => (isGiven ? each.driver !== vfioDriver : isKept(each)))
      .map((each) => `${each.address}=${isGiven ? vfioDriver : ""}`);
  });
  const loaded = nvidia.loadedModules;
  const isDriverLoaded = loaded.includes("nvidia");
  if (isDriverLoaded && !(await unloadDriver(shell, nvidia))) return false;
  if (loaded.includes("nouveau") && !(await unload(shell, ["nouveau"]))) return false;
  await shell.run(["bash", "-c", pciSwitchScript(), "pci-switch", ...pairs]);
  const isDriverNeeded = nvidia.functions.some(
    ({ isCard, address, driver }) =>
      isCard && (spec.cards[address] ?? (driver === vfioDriver ? "vfio" : "lxc")) === "lxc",
  );
  if (!isDriverLoaded || !isDriverNeeded) return true;
  await load(shell);
  if (nvidia.unitState === "enabled") await makeDevices(shell);
  return true;
}

/** Adds what is missing to GRUB's settings in a file of ours, or to systemd-boot's line word by word. */
async function setArguments(shell: Shell, spec: GpuModesSpec, live: Gpus): Promise<void> {
  if (spec.arguments === "absent") return withdrawArguments(shell, live);
  const { loader, next, ours } = live.kernelArguments;
  if (loader === "grub") {
    const others = next.filter((word) => !ours.includes(word));
    await write(shell, kernelArgumentFiles.grub, grubFileContent(missingArguments(live, others)));
    return;
  }
  const missing = missingArguments(live, next);
  // Before the line: what stands there and not here would be taken for somebody else's.
  const known = [...new Set([...ours, ...missing])];
  await write(shell, kernelArgumentFiles.ours, `${known.join(" ")}\n`);
  await write(shell, kernelArgumentFiles.cmdline, `${[...next, ...missing].join(" ")}\n`);
}

async function withdrawArguments(shell: Shell, { kernelArguments }: Gpus): Promise<void> {
  const { loader, next, ours, cmdline } = kernelArguments;
  if (loader !== "grub" && ours.length > 0 && cmdline !== undefined) {
    const others = next.filter((word) => !ours.includes(word));
    await write(shell, kernelArgumentFiles.cmdline, `${others.join(" ")}\n`);
  }
  await shell.run(["rm", "-f", kernelArgumentFiles.grub, kernelArgumentFiles.ours]);
}

async function finish(shell: Shell, { kernelArguments }: Gpus): Promise<void> {
  await shell.run(["update-initramfs", "-u", "-k", "all"]);
  const { loader, hasBootPartitions } = kernelArguments;
  if (hasBootPartitions) await shell.run(["proxmox-boot-tool", "refresh"]);
  else if (loader === "grub") await shell.run(["update-grub"]);
  await shell.run(["rm", "-f", gpuModeFiles.pending]);
}

async function put(shell: Shell, path: string, content: string | undefined): Promise<void> {
  if (content === undefined) await shell.run(["rm", "-f", path]);
  else await write(shell, path, content);
}

async function write(shell: Shell, path: string, content: string): Promise<void> {
  await shell.run(["mkdir", "-p", path.slice(0, path.lastIndexOf("/"))]);
  const mode = path === gpuModeFiles.initScript ? "0755" : "0644";
  await writeFile(shell, { path, content, owner: "root", group: "root", mode });
}
