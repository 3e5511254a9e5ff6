import type { KernelFiles } from "./kernel-files";
import { moduleName } from "./kernel-files";

/** Modules that are not loaded for a device alone (modprobe.d(5), `blacklist`), nor by modules-load.d. */
export function blacklisted(files: Pick<KernelFiles, "list" | "readText">): Set<string> {
  return new Set(
    settings(files).flatMap((line) => {
      const name = /^\s*blacklist\s+(\S+)/.exec(line)?.[1];
      return name === undefined ? [] : [moduleName(name)];
    }),
  );
}

/** Devices by `vendor:device` that vfio-pci is told to take. */
export function passedIds(files: Pick<KernelFiles, "list" | "readText">): Set<string> {
  return new Set(
    settings(files).flatMap((line) => {
      const ids = /^\s*options\s+vfio[-_]pci\s.*\bids=(\S+)/.exec(line)?.[1];
      return ids === undefined ? [] : ids.toLowerCase().split(",");
    }),
  );
}

function settings(files: Pick<KernelFiles, "list" | "readText">): string[] {
  return directories.flatMap((directory) =>
    files
      .list(directory)
      .filter((name) => name.endsWith(".conf"))
      .flatMap((name) => (files.readText(`${directory}/${name}`) ?? "").split("\n")),
  );
}

const directories = [
  "/etc/modprobe.d",
  "/run/modprobe.d",
  "/usr/local/lib/modprobe.d",
  "/usr/lib/modprobe.d",
];

/** Modules that the start of the system loads (modules-load.d(5)), in the order of the files. */
export function loadedAtBoot(files: Pick<KernelFiles, "list" | "readText">): string[] {
  const directory = "/etc/modules-load.d";
  const paths = [...files.list(directory).map((name) => `${directory}/${name}`), "/etc/modules"];
  return paths.flatMap((path) =>
    (files.readText(path) ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !/^[#;]/.test(line)),
  );
}
