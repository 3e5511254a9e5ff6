import { FileError } from "../files/file-error";
import type { KernelFiles } from "./kernel-files";
import type { KernelModules } from "./kernel-modules";
import { pciDevices } from "./pci";

/**
 * What the kernel does when somebody has written an address into one of the bus's own files: `drivers_probe`, and a
 * driver's `bind` and `unbind` (Documentation/ABI/testing/sysfs-bus-pci). `path` is without symlinks.
 */
export function reactToWrite(files: KernelFiles, modules: KernelModules, path: string): void {
  const [, driver, verb] =
    /^\/sys\/bus\/pci\/(?:drivers\/([^/]+)\/(bind|unbind)|drivers_probe)$/.exec(path) ?? [];
  if (driver === undefined && path !== "/sys/bus/pci/drivers_probe") return;
  const address = files.readText(path)?.trim() ?? "";
  // A shell opens a file before it writes to it.
  if (address === "") return;
  files.write(path, "");
  const device = pciDevices(files).find((each) => each.address === address);
  if (device === undefined) throw new FileError("ENODEV", "write", path);
  if (verb === "unbind") {
    if (device.driver !== driver) throw new FileError("ENODEV", "write", path);
    modules.release(device);
  } else if (device.driver === undefined) modules.offer(device, driver);
}
