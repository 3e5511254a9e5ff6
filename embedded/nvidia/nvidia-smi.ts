import type { MountedFiles } from "../files/mounted-files";
import type { Gpu } from "../interior/hardware";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import { drivenCards, loadedVersion } from "./proc-files";

/** The cards of a machine that the driver has, in the order of its numbers. */
export function cards(gpus: readonly Gpu[], files: MountedFiles): Gpu[] {
  return [...drivenCards(files)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, address]) => gpus.filter(({ slot }) => address === `0000:${slot}`));
}

/**
 * nvidia-smi(1) over the cards whose device nodes are there: `--query-gpu=… --format=csv`, `-L`, the plain table.
 * `prepare` is what it does first, where it may: on a host it has the module loaded and makes the nodes.
 */
export function nvidiaSmi(
  gpus: () => readonly Gpu[],
  files: MountedFiles,
  prepare: (io: ProgramIo) => void = () => undefined,
): Program {
  return (args, io) => {
    prepare(io);
    const driver = loadedVersion(files);
    if (driver === undefined || !files.exists("/dev/nvidiactl")) {
      return failed(
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
        9,
      );
    }
    const library = libraryVersion(files);
    if (library !== undefined && library !== driver) {
      const [major, minor] = library.split(".");
      return {
        stdout: `Failed to initialize NVML: Driver/library version mismatch\nNVML library version: ${major}.${minor}\n`,
        exitCode: 18,
      };
    }
    const shown = gpus()
      .map((gpu, index) => ({ ...gpu, index }))
      .filter(({ index }) => files.exists(`/dev/nvidia${index}`));
    if (shown.length === 0) return { stdout: "No devices were found\n", exitCode: 6 };
    if (args.includes("-L"))
      return shown.map((gpu) => `GPU ${gpu.index}: ${gpu.name} (UUID: ${gpu.uuid})\n`).join("");
    const query = args.find((word) => word.startsWith("--query-gpu="))?.slice(12);
    const format =
      args
        .find((word) => word.startsWith("--format="))
        ?.slice(9)
        .split(",") ?? [];
    if (query === undefined) {
      const rows = shown.map(
        (gpu) =>
          `|   ${gpu.index}  ${gpu.name.padEnd(28)} Off |   00000000:${gpu.slot.toUpperCase()} Off |\n`,
      );
      return `| NVIDIA-SMI ${driver}    Driver Version: ${driver}    CUDA Version: 13.0 |\n${rows.join("")}`;
    }
    const fields = query.split(",").map((field) => field.trim());
    const values = (gpu: (typeof shown)[number]): Record<string, string> => ({
      index: gpu.index.toString(),
      name: gpu.name,
      gpu_name: gpu.name,
      uuid: gpu.uuid,
      gpu_uuid: gpu.uuid,
      driver_version: driver,
      "memory.total": `${gpu.memory} MiB`,
      "memory.used": "4 MiB",
      "memory.free": `${gpu.memory - 4} MiB`,
      "pci.bus_id": `00000000:${gpu.slot.toUpperCase()}`,
      gpu_bus_id: `00000000:${gpu.slot.toUpperCase()}`,
      "temperature.gpu": "38",
      "utilization.gpu": "0 %",
      count: shown.length.toString(),
      compute_cap: "12.0",
      "power.draw": "5.12 W",
    });
    const first = shown[0];
    const unknown = first && fields.find((field) => values(first)[field] === undefined);
    if (unknown !== undefined) {
      return { stdout: `Field "${unknown}" is not a valid field to query.\n\n`, exitCode: 2 };
    }
    const bare = (value: string) =>
      format.includes("nounits") ? value.replace(/ (MiB|%|W)$/, "") : value;
    const head = format.includes("noheader") ? "" : `${fields.join(", ")}\n`;
    return (
      head +
      shown
        .map((gpu) => `${fields.map((field) => bare(values(gpu)[field] ?? "")).join(", ")}\n`)
        .join("")
    );
  };
}

/** The release of the programs' library, as its file is called. */
function libraryVersion(files: MountedFiles): string | undefined {
  return files
    .list("/usr/lib/x86_64-linux-gnu")
    .flatMap((name) => /^libnvidia-ml\.so\.(\d+\.[\d.]+)$/.exec(name)?.[1] ?? [])[0];
}
