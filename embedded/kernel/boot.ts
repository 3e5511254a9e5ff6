import { randomUUID } from "node:crypto";
import { ProgramError } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import type { HostHardware } from "../interior/hardware";
import { earlyScripts, imageOf } from "../interior/initramfs";
import { bootEntry, commandLine } from "./boot-loader";
import { nextKernel, nextPin } from "./kernel-files";
import type { KernelModules } from "./kernel-modules";
import { blacklisted, loadedAtBoot } from "./modprobe-settings";
import type { PciDevice } from "./pci";
import { pciDevices, scanBus } from "./pci";

/** A machine whose kernel starts. */
export interface Machine {
  readonly files: MountedFiles;
  readonly hardware: HostHardware;
  readonly modules: KernelModules;
}

/** Forgets what is in memory only: what the kernel shows, and the files of the file systems that are made at a start. */
export function powerOff({ files }: Pick<Machine, "files">): void {
  for (const name of files.list("/dev")) {
    if (name.startsWith("nvidia")) files.remove(`/dev/${name}`);
  }
  const processes = files.list("/proc").filter((name) => /^\d+$/.test(name));
  for (const name of processes) files.remove(`/proc/${name}`);
  for (const path of shownByKernel) files.remove(path);
  for (const folder of ["/tmp", "/run"]) {
    for (const name of files.list(folder)) files.remove(`${folder}/${name}`);
  }
  files.mkdir("/run/lock/lxc");
  files.mkdir("/run/lock/qemu-server");
}

const shownByKernel = [
  ...["/sys/module", "/proc/driver", "/sys/kernel/iommu_groups", "/sys/kernel/security/apparmor"],
];

/** The kernel that is chosen starts, and its image's scripts run: up to the real root file system. */
export async function startKernel(
  machine: Machine,
  run: (script: string) => Promise<unknown>,
): Promise<void> {
  const { files } = machine;
  const kernel = nextKernel(files);
  files.remove(nextPin);
  showKernel(machine, kernel);
  const image = files.readText(imageOf(kernel)) ?? "";
  loadZfs(machine, image);
  for (const script of earlyScripts(image)) await run(script);
}

/** What the kernel shows of itself and of the machine before any driver is there. */
export function showKernel(
  { files, hardware }: Pick<Machine, "files" | "hardware">,
  kernel: string,
): void {
  files.write("/proc/sys/kernel/osrelease", `${kernel}\n`);
  files.write("/proc/sys/kernel/random/boot_id", `${randomUUID()}\n`);
  files.write("/proc/version", `Linux version ${kernel} (build@proxmox) #1 SMP PREEMPT_DYNAMIC\n`);
  const entry = bootEntry(files);
  if (entry !== undefined) files.write("/proc/cmdline", commandLine(entry, kernel));
  scanBus(files, hardware.gpus, hasIommu(files));
  const isOff = /(?:^|\s)apparmor=0(?:\s|$)/.test(files.readText("/proc/cmdline") ?? "");
  files.write("/sys/module/apparmor/parameters/enabled", isOff ? "N\n" : "Y\n");
}

/** udev loads a driver for what has none, and systemd what it is told to (modules-load.d(5)). */
export function loadDrivers({ files, modules }: Machine): void {
  const skipped = blacklisted(files);
  const quietly = (name: string) => {
    try {
      modules.load(name);
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
    }
  };
  for (const device of pciDevices(files)) {
    for (const name of candidates(device)) if (!skipped.has(name)) quietly(name);
  }
  for (const name of loadedAtBoot(files))
    if (!skipped.has(name.replaceAll("-", "_"))) quietly(name);
}

/** The root file system's own module, told its parameters by the image that it came from. */
export function loadZfs({ files, modules }: Machine, image: string): void {
  modules.load("zfs");
  for (const name of ["zfs_arc_max", "zfs_arc_min"]) {
    const lines = [...image.matchAll(/^\s*options\s+zfs\s+(.*)$/gm)].map(([, line = ""]) => line);
    const told = new RegExp(`\\b${name}=(\\d+)`).exec(lines.reverse().join(" "))?.[1];
    files.write(`/sys/module/zfs/parameters/${name}`, `${told ?? "0"}\n`);
  }
}

/** AMD's is on unless it is told otherwise; Intel's the other way round in Proxmox's kernels before 6.8. */
function hasIommu(files: Pick<MountedFiles, "readText">): boolean {
  const words = (files.readText("/proc/cmdline") ?? "").split(/\s+/);
  const isAmd = /^vendor_id\s*: AuthenticAMD$/m.test(files.readText("/proc/cpuinfo") ?? "");
  return isAmd ? !words.includes("amd_iommu=off") : words.includes("intel_iommu=on");
}

/** Modules that name such a device among their aliases. */
function candidates({ vendor, class: kind }: PciDevice): string[] {
  if (kind >> 8 === 0x0403) return ["snd_hda_intel"];
  return vendor === 0x10de && kind >> 16 === 0x03 ? ["nouveau", "nvidia"] : [];
}
