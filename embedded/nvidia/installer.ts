import { ProgramError } from "../contract";
import { install as installModules } from "../kernel/dkms";
import { buildLink, runningKernel } from "../kernel/kernel-files";
import type { KernelModules } from "../kernel/kernel-modules";
import { pciDevices } from "../kernel/pci";
import type { ParsedOptions } from "../shell/options";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import { isPresent } from "../shell/shell";
import type { Flavour } from "./driver-files";
import { removeDriver, unpackDriver } from "./driver-files";

/** nvidia-installer(1) of an archive; the first argument is the archive's release. */
export function installer(modules: KernelModules): Program {
  return (args, io) => {
    const [version = "", ...words] = args;
    const parsed = parseOptions(normalised(words), {
      ...options,
      unknown: (option) =>
        new ProgramError(
          `nvidia-installer: unrecognized option: "${option}"\n\nERROR: Invalid commandline, please run \`nvidia-installer --help\` for usage information.`,
          1,
        ),
    });
    if (has(parsed, "v", "version")) return `nvidia-installer:  version ${version}\n`;
    if (has(parsed, "uninstall")) return uninstall(io);
    const problem = obstacle(parsed, modules, io);
    if (problem !== undefined) return failed(`\nERROR: ${problem}\n\n\n${advice}`);
    if (has(parsed, ...withoutModules)) {
      unpackDriver(io.files, version);
      io.record(`nvidia-installer ${version}`);
      return "";
    }
    unpackDriver(io.files, version, flavourOf(parsed, io));
    installModules(io.files, { name: "nvidia", version, kernel: kernelOf(parsed, io) });
    io.record(`nvidia-installer ${version}`);
    const isRunning = modules.loaded.includes("nvidia");
    if (isRunning || has(parsed, "skip-module-load") || lastValue(parsed, "k") !== undefined)
      return "";
    try {
      for (const name of ["nvidia", "nvidia-uvm", "nvidia-drm"]) modules.load(name);
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      removeDriver(io.files);
      return failed(
        `\nERROR: Unable to load the 'nvidia' kernel module: ${error.message}\n\n\n${advice}`,
      );
    }
    return "";
  };
}

/** nvidia-uninstall(1). */
export const nvidiaUninstall: Program = (_args, io) => uninstall(io);

/** The options of nvidia-installer's option_table.h that anybody here gives. */
const options = {
  short: "sqacnvAhk:m:M:j:zZX",
  long: [
    "silent",
    "no-questions",
    "accept-license",
    "ui=",
    "version",
    "uninstall",
    "dkms",
    "no-dkms",
    "no-opengl-files",
    "no-install-compat32-libs",
    "install-compat32-libs",
    "no-drm",
    "no-peermem",
    "no-x-check",
    "no-nouveau-check",
    "disable-nouveau",
    "no-disable-nouveau",
    "no-cc-version-check",
    "no-check-for-alternate-installs",
    "rebuild-initramfs",
    "no-rebuild-initramfs",
    "allow-installation-with-running-driver",
    "no-kernel-module",
    "no-kernel-modules",
    "skip-module-load",
    "skip-depmod",
    "no-systemd",
    "no-backup",
    "no-nvidia-modprobe",
    "kernel-name=",
    "kernel-module-type=",
    "kernel-module-build-directory=",
    "tmpdir=",
    "log-file-name=",
    "concurrency-level=",
  ],
};

/** Its names before release 560, and since. */
const withoutModules = ["no-kernel-module", "no-kernel-modules"];

const advice =
  "ERROR: Installation has failed.  Please see the file '/var/log/nvidia-installer.log' for details.  You may find suggestions on fixing installation problems in the README available on the Linux driver download page at www.nvidia.com.\n";

/** `-m=X` and `-M=X` are how NVIDIA's parser takes the value of a short option as well. */
function normalised(words: readonly string[]): string[] {
  return words.map((word) => word.replace(/^(-[mMkj])=/, "$1"));
}

function has(parsed: ParsedOptions, ...names: string[]): boolean {
  return names.some((name) => parsed.flags.has(name));
}

function kernelOf(parsed: ParsedOptions, io: ProgramIo): string {
  return lastValue(parsed, "k") ?? lastValue(parsed, "kernel-name") ?? runningKernel(io.files);
}

/** The one that is asked for, or the open one where every card can do with it. */
function flavourOf(parsed: ParsedOptions, io: ProgramIo): Flavour {
  const asked = lastValue(parsed, "M") ?? lastValue(parsed, "kernel-module-type");
  const folder = lastValue(parsed, "m") ?? lastValue(parsed, "kernel-module-build-directory");
  if (asked === "open" || folder === "kernel-open") return "open";
  if (asked === "proprietary" || folder === "kernel") return "proprietary";
  const cards = pciDevices(io.files).filter(
    ({ vendor, class: kind }) => vendor === 0x10de && kind >> 16 === 3,
  );
  return cards.every(({ device }) => device >= 0x1e00) ? "open" : "proprietary";
}

/** What ends an installation before anything was changed. */
function obstacle(
  parsed: ParsedOptions,
  modules: KernelModules,
  io: ProgramIo,
): string | undefined {
  if (has(parsed, ...withoutModules)) return undefined;
  if (modules.loaded.includes("nouveau") && !has(parsed, "z", "no-nouveau-check")) {
    return "The Nouveau kernel driver is currently in use by your system.  This driver is incompatible with the NVIDIA driver, and must be disabled before proceeding.";
  }
  const isAllowed = has(parsed, "allow-installation-with-running-driver");
  if (modules.loaded.includes("nvidia") && !isAllowed) {
    return "An NVIDIA kernel module 'nvidia' appears to be already loaded in your kernel.  This may be because it is in use (for example, by an X server, a CUDA program, or the NVIDIA Persistence Daemon).";
  }
  if (!isPresent(io.files, "cc")) {
    return "Unable to find the development tool `cc` in your path; please make sure that you have the package 'gcc' installed.";
  }
  if (!io.files.exists(buildLink(kernelOf(parsed, io)))) {
    return "Unable to find the kernel source tree for the currently running kernel.  Please make sure you have installed the kernel source files for your kernel and that they are properly configured.";
  }
  if (has(parsed, "dkms") && !isPresent(io.files, "dkms")) {
    return "Failed to find dkms on the system!";
  }
  return undefined;
}

function uninstall(io: ProgramIo): string {
  removeDriver(io.files);
  io.record("nvidia-uninstall");
  return "";
}
