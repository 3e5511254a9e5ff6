import { remove as forget } from "../kernel/dkms";
import type { KernelFiles } from "../kernel/kernel-files";

/** Which of the two kernel modules of a release: kernel-open or kernel of the archive. */
export type Flavour = "open" | "proprietary";

/**
 * Puts everything of a release into a system but the built modules, after taking away what was there. Without a flavour
 * the modules' sources are left out as well.
 */
export function unpackDriver(files: KernelFiles, version: string, flavour?: Flavour): void {
  removeDriver(files);
  for (const name of programs) {
    const text = `#!/bin/sh\necho "${name}:  version ${version}"\n`;
    files.write(`/usr/bin/${name}`, text, { mode: 0o755 });
  }
  for (const name of libraries) {
    files.write(`${libraryFolder}/${name}.so.${version}`, `ELF ${version}\n`);
    files.symlink(`${name}.so.${version}`, `${libraryFolder}/${name}.so.1`);
  }
  files.write(`/lib/firmware/nvidia/${version}/gsp_ga10x.bin`, "GSP\n");
  if (flavour !== undefined) writeSources(files, version, flavour);
  files.write(installLog, `${version}\n`);
}

/** What `nvidia-uninstall` does; does nothing where no driver of a run file is installed. */
export function removeDriver(files: KernelFiles): void {
  const version = files.readText(installLog)?.trim();
  if (version === undefined) return;
  if (files.exists(`/var/lib/dkms/nvidia/${version}`)) forget(files, "nvidia", version);
  for (const name of programs) files.remove(`/usr/bin/${name}`);
  for (const name of libraries) {
    files.remove(`${libraryFolder}/${name}.so.${version}`);
    files.remove(`${libraryFolder}/${name}.so.1`);
  }
  files.remove(`/lib/firmware/nvidia/${version}`);
  files.remove(`/usr/src/nvidia-${version}`);
  files.remove("/var/lib/nvidia");
}

/** Where the installer keeps what it has done, for `nvidia-uninstall`. */
const installLog = "/var/lib/nvidia/log";

const libraryFolder = "/usr/lib/x86_64-linux-gnu";

const libraries = ["libcuda", "libnvidia-ml", "libnvidia-ptxjitcompiler", "libnvidia-cfg"];

const programs = [
  "nvidia-smi",
  "nvidia-modprobe",
  "nvidia-persistenced",
  "nvidia-installer",
  "nvidia-uninstall",
  "nvidia-bug-report.sh",
  "nvidia-cuda-mps-control",
];

function writeSources(files: KernelFiles, version: string, flavour: Flavour): void {
  const source = `/usr/src/nvidia-${version}`;
  const license = flavour === "open" ? "Dual MIT/GPL" : "NVIDIA";
  modules.forEach(([name, depends]) => {
    files.write(
      `${source}/${name}/${name}.c`,
      `MODULE_LICENSE("${license}");\nMODULE_DEPENDS("${depends}");\n`,
    );
  });
  const built = modules.map(
    ([name], at) =>
      `BUILT_MODULE_NAME[${at}]="${name}"\nDEST_MODULE_LOCATION[${at}]="/kernel/drivers/video"\n`,
  );
  files.write(
    `${source}/dkms.conf`,
    `PACKAGE_NAME="nvidia"\nPACKAGE_VERSION="${version}"\nAUTOINSTALL="yes"\n${built.join("")}`,
  );
}

const modules = [
  ["nvidia", ""],
  ["nvidia-uvm", "nvidia"],
  ["nvidia-modeset", "nvidia"],
  ["nvidia-drm", "nvidia-modeset"],
  ["nvidia-peermem", "nvidia"],
] as const;
