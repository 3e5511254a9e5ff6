import { CommandError } from "../host/errors";
import type { Inspected } from "../host/inspection";
import { nvidiaFiles, type Nvidia } from "../host/nvidia";
import { installPackages } from "../host/packages";
import { nvidiaInstallScript } from "../host/scripts";
import type { Shell } from "../host/ssh";
import { writeFile } from "../host/write-file";
import type { NvidiaDriverSpec } from "./nvidia-driver-schema";
import {
  missingHeaders,
  modprobeContent,
  unbuiltKernels,
  wantedFlavour,
} from "./nvidia-driver-observe";

/** Brings DKMS and the headers onto the node. */
export async function installHeaders(shell: Shell, nvidia: Nvidia): Promise<void> {
  await installPackages(shell, missingHeaders(nvidia));
}

/** Writes our file of modprobe.d where nobody else says it, and has the images for booting know of it. */
export async function keepNouveauAway(shell: Shell, { settings }: Nvidia): Promise<void> {
  if (!settings.some(({ line }) => /^blacklist\s+nouveau\b/.test(line))) {
    await write(shell, nvidiaFiles.modprobe, modprobeContent);
  }
  await shell.run(["update-initramfs", "-u", "-k", "all"]);
}

/** Installs the release with its modules for the running kernel, over whatever release is there. */
export async function installDriver(
  shell: Shell,
  spec: NvidiaDriverSpec,
  { nvidia }: Inspected<"nvidia">,
): Promise<void> {
  const { url, sha256 = "" } = spec.runfile;
  const flavour = wantedFlavour(nvidia, spec) ?? "open";
  const argv = ["bash", "-c", nvidiaInstallScript(), "nvidia-install", url, sha256];
  await shell.run([
    ...argv,
    ...["--silent", "--dkms", ...flavourOption(spec.version, flavour)],
    ...["--no-opengl-files", "--no-install-compat32-libs"],
    // Without it an upgrade would have to end every program that uses a card first.
    "--allow-installation-with-running-driver",
  ]);
}

/** Builds what is installed for the kernels that lack it, as DKMS does when a kernel is installed. */
export async function buildModules(shell: Shell, version: string, nvidia: Nvidia): Promise<void> {
  for (const kernel of unbuiltKernels(nvidia, version)) {
    await shell.run(["dkms", "install", "-m", "nvidia", "-v", version, "-k", kernel]);
  }
}

/** Loads the modules that containers need. */
export async function load(shell: Shell): Promise<void> {
  await shell.run(["modprobe", "-a", "nvidia", "nvidia_uvm"]);
}

/** Unloads modules; false where they are in use. */
export async function unload(shell: Shell, modules: readonly string[]): Promise<boolean> {
  try {
    await shell.run(["modprobe", "-r", ...modules]);
    return true;
  } catch (error) {
    if (error instanceof CommandError && / in use/.test(error.stderr)) return false;
    throw error;
  }
}

/** Unloads whatever of the driver is loaded, each module before those that it needs; false where one is in use. */
export async function unloadDriver(shell: Shell, { loadedModules }: Nvidia): Promise<boolean> {
  const last = ["nvidia_modeset", "nvidia"];
  const first = loadedModules.filter((name) => name.startsWith("nvidia") && !last.includes(name));
  return unload(shell, [...first, ...last.filter((name) => loadedModules.includes(name))]);
}

export async function writeModulesLoad(shell: Shell, content: string): Promise<void> {
  await write(shell, nvidiaFiles.modulesLoad, content);
}

export async function writeUnit(shell: Shell, content: string): Promise<void> {
  await write(shell, nvidiaFiles.unit, content);
  await shell.run(["systemctl", "daemon-reload"]);
  await shell.run(["systemctl", "enable", unitName]);
}

/** The unit may count as started already, by nodes that somebody has removed since. */
export async function makeDevices(shell: Shell): Promise<void> {
  await shell.run(["systemctl", "restart", unitName]);
}

const unitName = nvidiaFiles.unit.slice(nvidiaFiles.unit.lastIndexOf("/") + 1);

/** The option has its name since release 560 (`nvidia-installer --advanced-options`). */
function flavourOption(version: string, flavour: "open" | "proprietary"): string[] {
  if (Number(version.split(".")[0]) >= 560) return [`--kernel-module-type=${flavour}`];
  return [`-m=${flavour === "open" ? "kernel-open" : "kernel"}`];
}

async function write(shell: Shell, path: string, content: string): Promise<void> {
  await shell.run(["mkdir", "-p", path.slice(0, path.lastIndexOf("/"))]);
  await writeFile(shell, { path, content, owner: "root", group: "root", mode: "0644" });
}
