import type { Bag } from "../../providers/lifecycle";

/** The two cards of the reference machine. */
export const firstCard = "0000:01:00.0";
export const secondCard = "0000:04:00.0";

/** The declaration of what the cards are for, with some of it changed. */
export function gpuModesSpec(cards: Readonly<Record<string, string>>, changes: Bag = {}): Bag {
  const files = Object.values(cards).includes("vfio")
    ? { initScript: "current", modulesLoad: "current", arguments: "set", running: "set" }
    : { initScript: "absent", modulesLoad: "absent", arguments: "absent" };
  return { cards, ...files, initramfs: "current", loader: "current", reboot: "never", ...changes };
}

/** How a node is started by GRUB instead, whose menu lies on the root file system. */
export const startedByGrub =
  "rm -r /etc/kernel/proxmox-boot-uuids /etc/kernel/cmdline /sys/firmware/efi/boot-partition; mkdir -p /etc/default/grub.d; " +
  `printf 'GRUB_TIMEOUT=5\\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\\nGRUB_CMDLINE_LINUX=""\\n' > /etc/default/grub; update-grub`;

/** The same with the menu on boot partitions that proxmox-boot-tool keeps. */
export const startedByGrubOnPartitions =
  "mkdir -p /sys/firmware/efi/boot-partition/grub /etc/default/grub.d; touch /sys/firmware/efi/boot-partition/grub/grub.cfg; " +
  `printf 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\\nGRUB_CMDLINE_LINUX=""\\n' > /etc/default/grub; rm /etc/kernel/cmdline; proxmox-boot-tool refresh`;

/** A machine of the other make. */
export const intelCpu = "sed -i s/AuthenticAMD/GenuineIntel/ /proc/cpuinfo";
