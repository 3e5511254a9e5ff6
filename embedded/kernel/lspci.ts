import type { HostHardware } from "../interior/hardware";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { findModule, runningKernel } from "./kernel-files";
import type { PciDevice } from "./pci";
import { pciDevices } from "./pci";

/** lspci(8): `-n`, `-nn`, `-k`, `-D`, `-d VENDOR:[DEVICE]` and `-s SLOT`. */
export function lspci(hardware: HostHardware): Program {
  return (args, io) => {
    const parsed = parseOptions(args, { short: "nkDvmqd:s:" });
    const numeric =
      args
        .filter((word) => /^-[a-zA-Z]*n/.test(word))
        .join("")
        .split("n").length - 1;
    const [vendor, device] = lastValue(parsed, "d")?.toLowerCase().split(":") ?? [];
    const slot = lastValue(parsed, "s")?.replace(/^0000:/, "");
    const shown = pciDevices(io.files).filter(
      (each) =>
        (!vendor || hex(each.vendor) === vendor) &&
        (!device || hex(each.device) === device) &&
        (slot === undefined || each.address.slice(5).startsWith(slot)),
    );
    const kernel = runningKernel(io.files);
    const present = (names: readonly string[]) =>
      names.filter((name) => findModule(io.files, kernel, name) !== undefined);
    return shown
      .map((each) => {
        const address = parsed.flags.has("D") ? each.address : each.address.slice(5);
        const code = hex(each.class >> 8);
        const id = `${hex(each.vendor)}:${hex(each.device)}`;
        const { kind, name } = described(each, hardware);
        const line =
          numeric === 1
            ? `${address} ${code}: ${id} (rev a1)\n`
            : numeric > 1
              ? `${address} ${kind} [${code}]: ${name} [${id}] (rev a1)\n`
              : `${address} ${kind}: ${name} (rev a1)\n`;
        if (!parsed.flags.has("k")) return line;
        const modules = present(candidates(each));
        const driver = each.driver === undefined ? "" : `\tKernel driver in use: ${each.driver}\n`;
        return (
          line + driver + (modules.length > 0 ? `\tKernel modules: ${modules.join(", ")}\n` : "")
        );
      })
      .join("");
  };
}

function described({ address, class: kind }: PciDevice, { gpus }: HostHardware) {
  if (kind >> 8 === 0x0600) {
    return { kind: "Host bridge", name: "Advanced Micro Devices, Inc. [AMD] Device 14d8" };
  }
  if (kind >> 8 === 0x0403) return { kind: "Audio device", name: "NVIDIA Corporation Device 22eb" };
  const gpu = gpus.find(({ slot }) => address === `0000:${slot}`);
  return { kind: "VGA compatible controller", name: gpu?.pciName ?? "Device" };
}

function candidates({ class: kind }: PciDevice): string[] {
  if (kind >> 16 === 0x03) return ["nvidia_drm", "nvidia", "nouveau"];
  return kind >> 8 === 0x0403 ? ["snd_hda_intel"] : [];
}

function hex(value: number): string {
  return value.toString(16).padStart(4, "0");
}
