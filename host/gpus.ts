import { parseKernelArguments, type KernelArguments } from "./kernel-arguments";
import { lines } from "./inspect/sections";

/** Files of the node that have cards of virtual machines kept for these from its start. */
export const gpuModeFiles = {
  /** Runs before udev loads any driver (initramfs-tools(7), init-top). */
  initScript: "/etc/initramfs-tools/scripts/init-top/phoenix-vfio",
  /** What is loaded at each start (modules-load.d(5)). */
  modulesLoad: "/etc/modules-load.d/phoenix-vfio.conf",
  /** There while the files for the next start are changed, and what is made of them is not finished. */
  pending: "/var/lib/phoenix/boot-files.pending",
} as const;

/** The driver that keeps a device for virtual machines. */
export const vfioDriver = "vfio-pci";

/** A function of a device on the PCI bus. */
export interface PciFunction {
  /** With its domain: `0000:01:00.0`. */
  readonly address: string;
  readonly vendor: number;
  readonly device: number;
  /** Class, subclass and interface. */
  readonly class: number;
  /** Vendor and device of the card's maker; undefined for a function without. */
  readonly subsystem: readonly [number, number] | undefined;
  /** The only driver that may take it, where one is set. */
  readonly override: string | undefined;
  /** The driver that has it. */
  readonly driver: string | undefined;
  /** What the IOMMU cannot tell from it; undefined where the IOMMU is off. */
  readonly group: number | undefined;
}

/** A process that has a card open. */
interface GpuUser {
  readonly pid: number;
  readonly name: string;
  /** `/dev/nvidiaN`, or `/dev/vfio/GROUP`. */
  readonly path: string;
}

/** The bus, who uses its cards, and what holds at the next start. */
export interface Gpus {
  readonly functions: readonly PciFunction[];
  /** N of /dev/nvidiaN by address, of the cards that NVIDIA's driver has. */
  readonly minors: ReadonlyMap<string, number>;
  readonly users: readonly GpuUser[];
  /** `vendor_id` of /proc/cpuinfo. */
  readonly cpuVendor: string;
  readonly kernelArguments: KernelArguments;
  /** Whether the IOMMU isolates devices. */
  readonly hasIommu: boolean;
  /** Content of our script, where it is there, and whether it is executable. */
  readonly initScript: string | undefined;
  readonly isExecutable: boolean;
  /** Content of our file of modules-load.d. */
  readonly modulesLoad: string | undefined;
  /** Images for booting that are older than our script. */
  readonly staleImages: readonly string[];
  /** Whether a change of the files for the next start was cut off. */
  readonly isUnfinished: boolean;
  /** What modprobe is told of vfio-pci. */
  readonly settings: readonly { readonly file: string; readonly line: string }[];
}

/** Reads the sections of the inspection that are about it. */
export function parseGpus(sections: ReadonlyMap<string, string>): Gpus {
  const text = (name: string) => sections.get(name) ?? "";
  const groups = new Map(
    [...text("iommu-groups").matchAll(/iommu_groups\/(\d+)\/devices\/(\S+)$/gm)].map(
      ([, group, address = ""]) => [address, Number(group)] as const,
    ),
  );
  const drivers = new Map(
    [...text("pci-drivers").matchAll(/drivers\/([^/*\n]+)\/(\S+)$/gm)].map(
      ([, driver = "", address = ""]) => [address, driver] as const,
    ),
  );
  return {
    functions: parseFunctions(text("pci-devices"), drivers, groups),
    minors: new Map(
      [...text("gpu-minors").matchAll(/\/([^/]+)\/information:Device Minor:\s*(\d+)/g)].map(
        ([, address = "", minor]) => [address, Number(minor)] as const,
      ),
    ),
    users: lines(text("gpu-users")).map((line) => {
      const [pid, path = "", ...name] = line.split(" ");
      return { pid: Number(pid), path, name: name.join(" ") };
    }),
    cpuVendor: text("cpu-vendor").trim(),
    kernelArguments: parseKernelArguments(sections),
    hasIommu: groups.size > 0,
    initScript: sections.get(`file ${gpuModeFiles.initScript}`),
    isExecutable: lines(text("gpu-init-script")).includes("executable"),
    modulesLoad: sections.get(`file ${gpuModeFiles.modulesLoad}`),
    staleImages: lines(text("gpu-init-script")).filter((line) => line.startsWith("/")),
    isUnfinished: text("boot-unfinished").trim() !== "",
    settings: lines(text("vfio-settings")).map((line) => {
      const at = line.indexOf(":");
      return { file: line.slice(0, at), line: line.slice(at + 1).trim() };
    }),
  };
}

/** A display controller of NVIDIA's, and not its sound. */
export function isNvidiaCard({ vendor, class: kind }: PciFunction): boolean {
  return vendor === 0x10de && kind >> 16 === 0x03;
}

/** All functions of the device that one of them belongs to: picture, sound, USB. */
export function functionsOf(functions: readonly PciFunction[], address: string): PciFunction[] {
  return functions.filter((each) => slotOf(each.address) === slotOf(address));
}

/** An address without its function: `0000:01:00`. */
export function slotOf(address: string): string {
  return address.slice(0, address.lastIndexOf("."));
}

function parseFunctions(
  text: string,
  drivers: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, number>,
): PciFunction[] {
  const found = new Map<string, Map<string, string>>();
  for (const [, address = "", name = "", value = ""] of text.matchAll(
    /^([^/\n]+)\/(\w+):(.*)$/gm,
  )) {
    found.set(address, (found.get(address) ?? new Map<string, string>()).set(name, value.trim()));
  }
  return [...found].sort(byAddress).map(([address, values]) => {
    const override = values.get("driver_override");
    return {
      address,
      vendor: Number(values.get("vendor")),
      device: Number(values.get("device")),
      class: Number(values.get("class")),
      subsystem: subsystemOf(values),
      // sysfs shows a null pointer where none is set.
      override: override === "" || override === "(null)" ? undefined : override,
      driver: drivers.get(address),
      group: groups.get(address),
    };
  });
}

function subsystemOf(values: ReadonlyMap<string, string>): [number, number] | undefined {
  const [vendor, device] = [values.get("subsystem_vendor"), values.get("subsystem_device")];
  return Number(vendor) > 0 ? [Number(vendor), Number(device)] : undefined;
}

function byAddress([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
