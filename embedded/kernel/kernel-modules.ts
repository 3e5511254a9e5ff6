import { ProgramError } from "../contract";
import { forgetCard, forgetDriver, showCard, showDriver } from "../nvidia/proc-files";
import type { KernelFiles } from "./kernel-files";
import { findModule, moduleDirectory, moduleInfo, moduleName, runningKernel } from "./kernel-files";
import type { PciDevice } from "./pci";
import { passedIds } from "./modprobe-settings";
import { bind, pciDevices, registerDriver, unbind, unregisterDriver } from "./pci";
import { isSecureBoot, isTrusted } from "./secure-boot";

/** The modules in the running kernel: what is loaded stands in /sys/module, what they drive in /sys/bus/pci. */
export class KernelModules {
  constructor(
    readonly files: KernelFiles,
    /** Whether a process has a device of NVIDIA's driver open. */
    private readonly hasNvidiaUsers: () => boolean,
  ) {}

  get loaded(): string[] {
    return this.files
      .list("/sys/module")
      .filter((name) => this.files.exists(`/sys/module/${name}/initstate`));
  }

  /** Loads a module after those that it needs; in the words of modprobe(8) where it cannot. */
  load(given: string): void {
    const name = moduleName(given);
    if (this.loaded.includes(name)) return;
    const kernel = runningKernel(this.files);
    const path = findModule(this.files, kernel, name);
    if (path === undefined) {
      throw new ProgramError(
        `modprobe: FATAL: Module ${given} not found in directory ${moduleDirectory(kernel)}`,
        1,
      );
    }
    const fields = new Map(moduleInfo(this.files, path));
    const depends = fields.get("depends")?.split(",").filter(Boolean) ?? [];
    for (const other of depends) this.load(other);
    if (isSecureBoot(this.files) && !isTrusted(this.files, fields)) {
      throw failure(name, "Key was rejected by service");
    }
    this.#insert(name, fields);
    for (const other of depends) this.#count(moduleName(other), 1);
  }

  /** Unloads a module and what it needed and nobody else does. */
  unload(given: string): void {
    const name = moduleName(given);
    if (!this.loaded.includes(name)) return;
    if (this.uses(name) > 0)
      throw new ProgramError(`modprobe: FATAL: Module ${given} is in use.`, 1);
    const depends = this.#depends(name);
    this.remove(name);
    for (const other of depends) if (this.uses(other) === 0) this.unload(other);
  }

  /** Takes one module out, without a look at who uses it. */
  remove(name: string): void {
    for (const other of this.#depends(name)) this.#count(other, -1);
    this.files.remove(`/sys/module/${name}`);
    const driver = driverOf[name];
    if (driver !== undefined) unregisterDriver(this.files, driver);
    if (name === "nvidia") forgetDriver(this.files);
  }

  /** How many others hold it, and processes that have its devices open. */
  uses(name: string): number {
    const counted = Number(this.files.readText(`/sys/module/${name}/refcnt`) ?? "0");
    return counted + (/^nvidia(_uvm)?$/.test(name) && this.hasNvidiaUsers() ? 1 : 0);
  }

  /** Loaded modules that need this one. */
  holders(name: string): string[] {
    return this.loaded.filter((other) => this.#depends(other).includes(name));
  }

  /** Gives a device that has no driver to one that is there and takes it: any, or this one. */
  offer(device: PciDevice, wanted?: string): void {
    for (const name of this.loaded) {
      const driver = driverOf[name];
      if (driver === undefined || (wanted !== undefined && wanted !== driver)) continue;
      if (!this.#takes(name, driver, device)) continue;
      bind(this.files, device.address, driver);
      if (name === "nvidia") showCard(this.files, device.address);
      return;
    }
  }

  /** Takes a device from its driver. */
  release({ address, driver }: PciDevice): void {
    if (driver === undefined) return;
    unbind(this.files, address, driver);
    if (driver === "nvidia") forgetCard(this.files, address);
  }

  size(name: string): number {
    return 65536 + name.length * 4096;
  }

  #insert(name: string, fields: ReadonlyMap<string, string>): void {
    const driver = driverOf[name];
    const taken = driver === undefined ? [] : this.#probe(name, driver, fields);
    const folder = `/sys/module/${name}`;
    this.files.write(`${folder}/initstate`, "live\n");
    this.files.write(`${folder}/refcnt`, "0\n");
    const version = fields.get("version");
    if (version !== undefined) this.files.write(`${folder}/version`, `${version}\n`);
    if (driver === undefined) return;
    registerDriver(this.files, driver);
    for (const { address } of taken) bind(this.files, address, driver);
    if (name === "nvidia") {
      const isOpen = fields.get("license") === "Dual MIT/GPL";
      showDriver(
        this.files,
        version ?? "",
        isOpen,
        taken.map(({ address }) => address),
      );
    }
  }

  /** The devices that a driver takes when it is loaded; NVIDIA's refuses to be there for none. */
  #probe(name: string, driver: string, fields: ReadonlyMap<string, string>): PciDevice[] {
    const free = pciDevices(this.files).filter(
      (device) => device.driver === undefined && this.#takes(name, driver, device),
    );
    if (name !== "nvidia") return free;
    const isOpen = fields.get("license") === "Dual MIT/GPL";
    const known = free.filter(({ device }) => (isOpen ? device >= turing : device < blackwell));
    if (known.length === 0) throw failure(name, "No such device");
    return known;
  }

  /** vfio-pci keeps nothing that no IOMMU isolates. */
  #takes(name: string, driver: string, device: PciDevice): boolean {
    if (name === "vfio_pci" && !device.isIsolated) return false;
    if (device.override !== undefined) return device.override === driver;
    if (name === "vfio_pci") return passedIds(this.files).has(idOf(device));
    return drives(name, device);
  }

  #depends(name: string): string[] {
    const path = findModule(this.files, runningKernel(this.files), name);
    const fields = new Map(path === undefined ? [] : moduleInfo(this.files, path));
    return fields.get("depends")?.split(",").filter(Boolean).map(moduleName) ?? [];
  }

  #count(name: string, change: number): void {
    const file = `/sys/module/${name}/refcnt`;
    const now = Number(this.files.readText(file) ?? "0");
    if (this.files.exists(file)) this.files.write(file, `${Math.max(0, now + change)}\n`);
  }
}

/** Drivers of the PCI bus by the module that brings them. */
const driverOf: Readonly<Record<string, string | undefined>> = {
  nvidia: "nvidia",
  nouveau: "nouveau",
  vfio_pci: "vfio-pci",
  snd_hda_intel: "snd_hda_intel",
};

// Device ids of the first chips with the processor that the open modules need, and of the first without the other
// flavour's support (kernel-open/README and the table of supported chips in NVIDIA's README).
const turing = 0x1e00;
const blackwell = 0x2900;

function drives(name: string, { vendor, class: kind }: PciDevice): boolean {
  const isDisplay = kind >> 16 === 0x03;
  if (name === "nvidia" || name === "nouveau") return vendor === 0x10de && isDisplay;
  return name === "snd_hda_intel" && kind >> 8 === 0x0403;
}

function idOf({ vendor, device }: PciDevice): string {
  return [vendor, device].map((part) => part.toString(16).padStart(4, "0")).join(":");
}

function failure(name: string, reason: string): ProgramError {
  return new ProgramError(`modprobe: ERROR: could not insert '${name}': ${reason}`, 1);
}
