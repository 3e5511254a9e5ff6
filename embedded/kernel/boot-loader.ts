import { installedKernels, type KernelFiles } from "./kernel-files";

/** What starts the kernel, and what it tells it. */
export interface BootEntry {
  readonly loader: "grub" | "systemd-boot";
  readonly options: string;
}

/** UUIDs of the partitions that proxmox-boot-tool keeps. */
export const bootUuids = "/etc/kernel/proxmox-boot-uuids";

/** The boot partition, which is mounted only while it is written to. */
const partition = "/sys/firmware/efi/boot-partition";

/** GRUB's menu of a system that GRUB starts from its root file system. */
const menu = "/boot/grub/grub.cfg";

type Files = Pick<KernelFiles, "exists" | "list" | "readText" | "remove" | "write">;

/** Which loader the boot partition is set up for. */
export function partitionLoader(files: Files): BootEntry["loader"] {
  return files.exists(`${partition}/grub/grub.cfg`) ? "grub" : "systemd-boot";
}

/** Writes the entry of the boot partition. */
export function writePartition(files: Files, { loader, options }: BootEntry): void {
  files.remove(partition);
  if (loader === "grub") files.write(`${partition}/grub/grub.cfg`, menuOf(files, options));
  else files.write(`${partition}/loader/entries/proxmox.conf`, `options ${options}\n`);
}

/** Writes the menu that GRUB shows where it starts from the root file system. */
export function writeMenu(files: Files, options: string): void {
  files.write(menu, menuOf(files, options));
}

/** What the firmware finds: the boot partition first, or else the menu; undefined where neither was written. */
export function bootEntry(files: Files): BootEntry | undefined {
  const entry = files.readText(`${partition}/loader/entries/proxmox.conf`);
  if (entry !== undefined) {
    return { loader: "systemd-boot", options: entry.replace(/^options /, "").trim() };
  }
  const text = files.readText(`${partition}/grub/grub.cfg`) ?? files.readText(menu);
  const options = /^\s*linux\s+\S+\s+(.*)$/m.exec(text ?? "")?.[1];
  return options === undefined ? undefined : { loader: "grub", options: options.trim() };
}

/** What the kernel then shows as its command line. */
export function commandLine({ loader, options }: BootEntry, kernel: string): string {
  if (loader === "grub") return `BOOT_IMAGE=/boot/vmlinuz-${kernel} ${options}\n`;
  return `initrd=\\EFI\\proxmox\\${kernel}\\initrd.img-${kernel} ${options}\n`;
}

function menuOf(files: Files, options: string): string {
  return installedKernels(files)
    .reverse()
    .map(
      (kernel) =>
        `menuentry 'Proxmox VE GNU/Linux, with Linux ${kernel}' {\n\tlinux\t/boot/vmlinuz-${kernel} ${options}\n\tinitrd\t/boot/initrd.img-${kernel}\n}\n`,
    )
    .join("");
}
