import { words } from "./inspect/sections";

/** Files of the node that hold what the kernel is told at its start. */
export const kernelArgumentFiles = {
  /** Ours, which grub-mkconfig reads after /etc/default/grub. */
  grub: "/etc/default/grub.d/phoenix.cfg",
  /** The one line that proxmox-boot-tool gives to systemd-boot; everybody's. */
  cmdline: "/etc/kernel/cmdline",
  /** The words of that line that are ours. */
  ours: "/etc/kernel/phoenix-cmdline",
} as const;

/** What starts the kernel. */
type BootLoader = "grub" | "systemd-boot";

/** What the kernel was told at its start, and will be told at the next. */
export interface KernelArguments {
  /** Undefined for one that Phoenix does not know. */
  readonly loader: BootLoader | undefined;
  /** Of the running kernel. */
  readonly running: readonly string[];
  /** Of the next start, as the boot loader's settings say. */
  readonly next: readonly string[];
  /** Those of them that Phoenix has added. */
  readonly ours: readonly string[];
  /** Whether proxmox-boot-tool keeps the partitions that the node starts from. */
  readonly hasBootPartitions: boolean;
  /** Content of our file of GRUB's, and of systemd-boot's line; undefined where there is none. */
  readonly grubFile: string | undefined;
  readonly cmdline: string | undefined;
}

/**
 * Reads the sections of the inspection that are about it. GRUB tells the kernel which image it took; Proxmox's entries of
 * systemd-boot name an initrd by its path on the partition (proxmox-boot-tool, zz-proxmox-boot).
 */
export function parseKernelArguments(sections: ReadonlyMap<string, string>): KernelArguments {
  const running = words(sections.get("kernel-arguments"));
  const loader = running.some((word) => word.startsWith("BOOT_IMAGE="))
    ? "grub"
    : running.some((word) => /^initrd=\\EFI\\proxmox\\/i.test(word))
      ? "systemd-boot"
      : undefined;
  const cmdline = sections.get(`file ${kernelArgumentFiles.cmdline}`);
  const grubFile = sections.get(`file ${kernelArgumentFiles.grub}`);
  // Without the file Proxmox takes what the running kernel was told.
  const line = cmdline ?? running.filter((word) => !word.startsWith("initrd=")).join(" ");
  return {
    loader,
    running,
    next: words(loader === "grub" ? sections.get("grub-arguments") : line),
    ours:
      loader === "grub"
        ? argumentsOf(grubFile ?? "")
        : words(sections.get(`file ${kernelArgumentFiles.ours}`)),
    hasBootPartitions: words(sections.get("boot-partitions")).length > 0,
    grubFile,
    cmdline,
  };
}

/** Content of our file of GRUB's. */
export function grubFileContent(added: readonly string[]): string {
  return `# Written by Phoenix: host.gpus. What is changed here by hand is overwritten.\nGRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${added.join(" ")}"\n`;
}

function argumentsOf(grubFile: string): string[] {
  return words(
    /^GRUB_CMDLINE_LINUX_DEFAULT="\$GRUB_CMDLINE_LINUX_DEFAULT (.*)"$/m.exec(grubFile)?.[1],
  );
}
