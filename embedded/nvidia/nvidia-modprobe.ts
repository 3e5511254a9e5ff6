import { ProgramError } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import type { KernelModules } from "../kernel/kernel-modules";
import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { drivenCards } from "./proc-files";

/** nvidia-modprobe(1): `-c MINOR` for a node, with `-u` of unified memory, and `-f FILE` for a capability's. */
export function nvidiaModprobe(modules: KernelModules, files: MountedFiles): Program {
  return (args, io) => {
    const parsed = parseOptions(
      args.map((word) => word.replace(/^(-[cf])=/, "$1")),
      { short: "vhum:c:f:sl", long: ["create-nvidia-device-file=", "unified-memory", "modeset"] },
    );
    const minors = ["c", "create-nvidia-device-file"].flatMap((name) =>
      (parsed.values.get(name) ?? []).map(Number),
    );
    // With -u the minor numbers are those of unified memory's nodes.
    const isUnified = parsed.flags.has("u") || parsed.flags.has("unified-memory");
    load(modules, isUnified ? "nvidia-uvm" : "nvidia");
    for (const minor of minors) {
      if (isUnified) {
        node(files, "/dev/nvidia-uvm", 511, minor);
        node(files, "/dev/nvidia-uvm-tools", 511, minor + 1);
      } else node(files, `/dev/nvidia${minor}`, 195, minor);
    }
    for (const file of parsed.values.get("f") ?? []) {
      const minor = Number(/^DeviceFileMinor: (\d+)/m.exec(files.readText(file) ?? "")?.[1] ?? NaN);
      if (Number.isNaN(minor)) return failed("", 1);
      node(files, `/dev/nvidia-caps/nvidia-cap${minor}`, 235, minor, minor === 1 ? 0o400 : 0o444);
    }
    io.record();
    return "";
  };
}

/** What NVML has made where root asks it for the cards: the module loaded, and a node for each card. */
export function makeNodes(modules: KernelModules, files: MountedFiles): void {
  if (!files.exists("/usr/bin/nvidia-modprobe")) return;
  try {
    modules.load("nvidia");
  } catch (error) {
    if (error instanceof ProgramError) return;
    throw error;
  }
  node(files, "/dev/nvidiactl", 195, 255);
  for (const minor of drivenCards(files).keys()) node(files, `/dev/nvidia${minor}`, 195, minor);
}

function node(files: MountedFiles, path: string, major: number, minor: number, mode = 0o666): void {
  if (!files.exists(path)) files.mknod(path, major, minor, { mode });
}

function load(modules: KernelModules, name: string): void {
  try {
    modules.load(name);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new ProgramError("", 1);
  }
}
