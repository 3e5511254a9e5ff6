import type { Gpu } from "../interior/hardware";
import type { KernelFiles } from "./kernel-files";

/** A function of a device on the PCI bus, as sysfs shows it. */
export interface PciDevice {
  /** With its domain: `0000:01:00.0`. */
  readonly address: string;
  readonly vendor: number;
  readonly device: number;
  /** Class, subclass and interface. */
  readonly class: number;
  /** The only driver that may take it, where one is set. */
  readonly override: string | undefined;
  /** The driver that has it. */
  readonly driver: string | undefined;
  /** `VENDOR:DEVICE` of the card's maker; undefined for a device without. */
  readonly subsystem: string | undefined;
  /** What the IOMMU cannot tell from it. */
  readonly group: number | undefined;
  /** Whether an IOMMU isolates it. */
  readonly isIsolated: boolean;
}

const bus = "/sys/bus/pci";
const devices = `${bus}/devices`;
const drivers = `${bus}/drivers`;
const root = "/sys/devices/pci0000:00";

export function pciDevices(files: KernelFiles): PciDevice[] {
  return files.list(devices).map((address) => {
    const text = (name: string) => files.readText(`${devices}/${address}/${name}`)?.trim() ?? "";
    const override = text("driver_override");
    const group = files.readlink(`${devices}/${address}/iommu_group`)?.split("/").at(-1);
    const subsystem = [text("subsystem_vendor"), text("subsystem_device")];
    return {
      address,
      vendor: Number(text("vendor")),
      device: Number(text("device")),
      class: Number(text("class")),
      override: override === "" || override === "(null)" ? undefined : override,
      driver: files.readlink(`${devices}/${address}/driver`)?.split("/").at(-1),
      group: group === undefined ? undefined : Number(group),
      subsystem: subsystem.includes("")
        ? undefined
        : subsystem.map((each) => each.replace(/^0x/, "")).join(":"),
      isIsolated: files.exists(`${devices}/${address}/iommu_group`),
    };
  });
}

/** Gives a device to a driver, whose folder in sysfs there is. */
export function bind(files: KernelFiles, address: string, driver: string): void {
  files.symlink(`../../../bus/pci/drivers/${driver}`, `${devices}/${address}/driver`);
  files.symlink(`../../../../devices/pci0000:00/${address}`, `${drivers}/${driver}/${address}`);
}

/** Takes a device from its driver. */
export function unbind(files: KernelFiles, address: string, driver: string): void {
  files.remove(`${devices}/${address}/driver`);
  files.remove(`${drivers}/${driver}/${address}`);
}

/** Makes a driver's folder. */
export function registerDriver(files: KernelFiles, driver: string): void {
  for (const name of ["bind", "unbind", "new_id", "remove_id"]) {
    files.write(`${drivers}/${driver}/${name}`, "", { mode: 0o200 });
  }
}

/** Takes a driver away from all its devices, and its folder. */
export function unregisterDriver(files: KernelFiles, driver: string): void {
  for (const each of pciDevices(files)) {
    if (each.driver === driver) files.remove(`${devices}/${each.address}/driver`);
  }
  files.remove(`${drivers}/${driver}`);
}

/** What a start of the machine finds on the bus: nothing that has a driver yet. */
export function scanBus(files: KernelFiles, gpus: readonly Gpu[], hasIommu: boolean): void {
  for (const folder of [devices, drivers, root, groups]) files.remove(folder);
  files.mkdir(drivers);
  files.mkdir(devices);
  files.write(`${bus}/drivers_probe`, "", { mode: 0o200 });
  const add = (address: string, id: string, kind: string, group: number) => {
    const [vendor = "", device = ""] = id.split(":");
    const folder = `${root}/${address}`;
    files.write(`${folder}/vendor`, `0x${vendor}\n`);
    files.write(`${folder}/device`, `0x${device}\n`);
    files.write(`${folder}/class`, `0x${kind}\n`);
    files.write(`${folder}/subsystem_vendor`, "0x1462\n");
    files.write(`${folder}/subsystem_device`, "0x5294\n");
    files.write(`${folder}/driver_override`, "(null)\n");
    files.symlink(`../../../devices/pci0000:00/${address}`, `${devices}/${address}`);
    if (!hasIommu) return;
    files.mkdir(`${groups}/${group}/devices`);
    files.symlink(`../../../kernel/iommu_groups/${group}`, `${folder}/iommu_group`);
    files.symlink(
      `../../../../devices/pci0000:00/${address}`,
      `${groups}/${group}/devices/${address}`,
    );
  };
  add("0000:00:00.0", "1022:14d8", "060000", 0);
  gpus.forEach(({ slot, pciId }, index) => {
    add(`0000:${slot}`, pciId, "030000", 12 + index);
    add(`0000:${slot.replace(/0$/, "1")}`, "10de:22eb", "040300", 12 + index);
  });
}

const groups = "/sys/kernel/iommu_groups";
