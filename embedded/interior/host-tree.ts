import { loadPolicy } from "../apparmor/apparmor-parser";
import { FileTree } from "../files/file-tree";
import { standardDevices } from "../files/standard-devices";
import { loadDrivers, loadZfs, showKernel } from "../kernel/boot";
import { kernelRelease, writeKernel } from "../kernel/kernel-files";
import { secureBootVariable } from "../kernel/secure-boot";
import { KernelModules } from "../kernel/kernel-modules";
import { writeCommonFiles } from "./common-files";
import { installedStanza, readStatus, unpack, writeStatus } from "./dpkg";
import type { HostHardware } from "./hardware";
import { phoenixHardware } from "./hardware";
import { imageContent, imageOf } from "./initramfs";
import { readPackages } from "./package-table";
import { debianRelease } from "./template-tree";

/** What the tree of a node says about it. */
export interface HostIdentity {
  readonly node: string;
  /** Address with prefix of vmbr0. */
  readonly address: string;
  readonly gateway: string;
}

/** A freshly installed Proxmox VE 9.1 node with its disks and GPUs, and no driver of NVIDIA's, guest, pool or key yet. */
export function baseHostTree(
  identity: HostIdentity = { node: "phoenix", address: "10.0.0.13/24", gateway: "10.0.0.1" },
  hardware: HostHardware = phoenixHardware,
): FileTree {
  const tree = new FileTree();
  writeCommonFiles(tree, "trixie");
  installProxmox(tree);
  const { node, address, gateway } = identity;
  const ip = address.split("/")[0] ?? "";
  tree.write("/usr/lib/os-release", debianRelease("13", "trixie", "13.1"));
  tree.view.symlink("../usr/lib/os-release", "/etc/os-release");
  tree.write("/etc/debian_version", "13.1\n");
  tree.write("/etc/hostname", `${node}\n`);
  tree.write(
    "/etc/hosts",
    `127.0.0.1 localhost.localdomain localhost\n${ip} ${node}.lan ${node}\n`,
  );
  tree.write("/etc/resolv.conf", `search lan\nnameserver ${gateway}\n`);
  tree.write("/etc/network/interfaces", interfaces(address, gateway));
  tree.write("/etc/subuid", "root:100000:65536\n");
  tree.write("/etc/subgid", "root:100000:65536\n");
  tree.write("/etc/machine-id", "6c1f2c1c5a1b4f0f9a6d5a5b1d8f3c42\n");
  tree.write(
    "/etc/fstab",
    "/dev/pve/root / ext4 errors=remount-ro 0 1\nproc /proc proc defaults 0 0\n",
  );
  tree.write("/etc/apt/sources.list.d/debian.sources", debianSources);
  tree.write("/etc/apt/sources.list.d/pve-enterprise.sources", enterpriseSources);
  tree.write("/etc/apt/sources.list.d/ceph.sources", cephSources);
  tree.write("/etc/default/locale", "LANG=en_US.UTF-8\n");
  tree.write("/usr/lib/locale/locale-archive", "en_US.utf8\n");
  tree.write(
    "/etc/exports",
    "# /etc/exports: the access control list for filesystems which may be exported\n",
  );
  for (const path of [
    "/var/lib/vz/template/cache",
    "/var/lib/vz/template/iso",
    "/var/lib/vz/dump",
    "/var/lib/vz/snippets",
    "/var/lib/lxc",
    "/var/log/pve/tasks",
    "/usr/share/ifupdown2",
    "/etc/network/interfaces.d",
    "/etc/apparmor.d/disable",
    "/etc/apparmor.d/force-complain",
  ]) {
    tree.mkdir(path);
  }
  tree.mkdir("/root/.ssh", { mode: 0o700 });
  tree.write(
    "/etc/modprobe.d/pve-blacklist.conf",
    "# This file contains a list of modules which are not supported by Proxmox VE\n\nblacklist nvidiafb\n",
  );
  tree.write(imageOf(kernelRelease), imageContent(tree.view));
  writeHardware(tree, hardware);
  writeKernel(tree.view, kernelRelease);
  startUp(tree, hardware);
  return tree;
}

/** The first start after the installation. */
function startUp(tree: FileTree, hardware: HostHardware): void {
  const files = tree.view;
  const machine = { files, hardware, modules: new KernelModules(files, () => false) };
  showKernel(machine, kernelRelease);
  loadZfs(machine, "");
  loadDrivers(machine);
  loadPolicy(files);
}

/** What pve-manager and its friends put on a node beside Debian. */
const proxmoxPackages = readPackages(`
corosync|admin|-|3.1.9-pve2|-||corosync-cfgtool||1200|cluster engine daemon and utilities
pve-manager|admin|-|9.1.1|-||pvesh pveversion pveam pvenode pveum pvesr pvestatd pvedaemon pveproxy|pvedaemon.service pveproxy.service pvestatd.service pve-guests.service|9300|Proxmox Virtual Environment Management Tools
pve-container|perl|-|6.0.18|-|lxc-pve|pct||800|Proxmox VE Container management tool
pve-cluster|admin|-|9.0.7|-||pmxcfs pvecm|pve-cluster.service|350|Proxmox Virtual Environment cluster filesystem
pve-firewall|admin|-|6.0.4|-||pve-firewall|pve-firewall.service|700|Proxmox VE Firewall
libpve-storage-perl|perl|-|9.1.0|-||pvesm||1000|Proxmox VE storage management library
qemu-server|admin|-|9.1.0|-||qm||1600|Qemu Server Tools
lxc-pve|admin|-|6.0.5-3|-||lxc-attach lxc-info lxc-ls|lxcfs.service|12000|Linux containers userspace tools
proxmox-ve|admin|-|9.1.0|-|pve-manager||ssh.socket|8|Proxmox Virtual Environment
zfsutils-linux|admin|-|2.3.4-pve1|-||zfs zpool zdb zfs-mount||2100|command-line tools to manage OpenZFS filesystems
initramfs-tools|utils|-|0.148.3|-||update-initramfs mkinitramfs lsinitramfs||420|generic modular initramfs generator (automation)
proxmox-kernel-helper|admin|-|9.0.4|-||proxmox-boot-tool||150|Function for various kernel maintenance tasks.
grub2-common|admin|-|2.12-9+pmx2|-||update-grub||1200|GRand Unified Bootloader (common files)
pciutils|admin|-|1:3.13.0-2|-||lspci setpci||200|PCI utilities
mokutil|admin|-|0.7.2-1|-||mokutil||124|tools for manipulating machine owner keys
locales|localization|-|2.41-12|-||locale-gen update-locale||16000|GNU C Library: National Language (locale) data
wget|web|-|1.25.0-2|-||wget||990|retrieves files from the web
curl|web|-|8.14.1-2|-||curl||534|command line tool for transferring data with URL syntax
rsync|net|-|3.4.1+ds1-5|-||rsync||760|fast, versatile, remote (and local) file-copying tool
gdisk|admin|-|1.0.10-2|-||gdisk sgdisk||918|GPT fdisk text-mode partitioning tool
ifupdown2|admin|-|3.3.0-1+pmx10|-||ifreload||1600|Network Interface Management tool similar to ifupdown
nfs-common|net|-|1:2.8.3-1|-||mount.nfs showmount||1100|NFS support files common to client and server
smbclient|net|-|2:4.22.4+dfsg-1~deb13u1|-||smbclient||2100|command-line SMB/CIFS clients for Unix
lvm2|admin|-|2.03.31-2|-||lvm pvcreate vgcreate lvcreate pvs vgs lvs||3000|Linux Logical Volume Manager
gnupg|utils|-|2.4.7-21|-||gpg gpg-agent||490|GNU privacy guard - a free PGP replacement
apparmor|admin|-|4.1.0-1|-|libc6|apparmor_parser|apparmor.service|2778|user-space parser utility for AppArmor
chrony|net|-|4.6.1-3|-|libc6|chronyc chronyd|chrony.service|668|Versatile implementation of the Network Time Protocol
`);

function installProxmox(tree: FileTree): void {
  const stanzas = [...readStatus(tree)];
  for (const each of proxmoxPackages) {
    unpack(tree, each, "trixie");
    stanzas.push(installedStanza(each, "trixie"));
  }
  writeStatus(tree, stanzas);
}

function interfaces(address: string, gateway: string): string {
  return `auto lo
iface lo inet loopback

iface enp5s0 inet manual

auto vmbr0
iface vmbr0 inet static
	address ${address}
	gateway ${gateway}
	bridge-ports enp5s0
	bridge-stp off
	bridge-fd 0

source /etc/network/interfaces.d/*
`;
}

function writeHardware(tree: FileTree, hardware: HostHardware): void {
  for (const [name, major, minor] of characterDevices)
    tree.view.mknod(`/dev/${name}`, major, minor);
  const known = { nvme: 0, sd: 0 };
  hardware.disks.forEach((disk) => {
    const kind = disk.name.startsWith("nvme") ? "nvme" : "sd";
    const [major, minor] = [kind === "nvme" ? 259 : 8, known[kind]++ * 16];
    const attributes = { mode: 0o660, gid: 6 };
    tree.view.mknod(`/dev/${disk.name}`, major, minor, attributes, "block-device");
    tree.write(`/sys/block/${disk.name}/size`, `${disk.size / 512}\n`);
    tree.write(`/sys/block/${disk.name}/device/model`, `${disk.model}\n`);
    tree.write(`/sys/block/${disk.name}/device/serial`, `${disk.serial}\n`);
    tree.mkdir("/dev/disk/by-id");
    for (const id of disk.ids) tree.view.symlink(`../../${disk.name}`, `/dev/disk/by-id/${id}`);
  });
  tree.write(
    "/proc/cmdline",
    `BOOT_IMAGE=/boot/vmlinuz-${kernelRelease} root=/dev/mapper/pve-root ro quiet\n`,
  );
  tree.write(secureBootVariable, "\u0006\u0000\u0000\u0000\u0000");
  tree.write("/proc/meminfo", meminfo(hardware.memory));
  tree.write("/proc/cpuinfo", cpuinfo(hardware));
  tree.write("/proc/devices", devices);
  tree.write("/proc/uptime", "1000.00 30000.00\n");
  tree.write("/proc/loadavg", "0.10 0.12 0.10 1/800 4000\n");
  tree.write("/proc/net/unix", "");
  tree.write("/proc/mounts", "");
}

const characterDevices = [
  ...standardDevices,
  ["fuse", 10, 229],
  ["kvm", 10, 232],
  ["net/tun", 10, 200],
  ["zfs", 10, 249],
] as const;

const devices = `Character devices:
  1 mem
  4 tty
  5 /dev/tty
 10 misc
195 nvidia
195 nvidiactl
235 nvidia-caps
511 nvidia-uvm

Block devices:
  8 sd
230 zd
252 device-mapper
259 blkext
`;

function meminfo(bytes: number): string {
  const total = Math.floor(bytes / 1024);
  const row = (name: string, value: number) =>
    `${`${name}:`.padEnd(16)}${value.toString().padStart(8)} kB\n`;
  const free = Math.floor(total * 0.6);
  return (
    row("MemTotal", total) +
    row("MemFree", free) +
    row("MemAvailable", free) +
    row("SwapTotal", 8388604) +
    row("SwapFree", 8388604)
  );
}

function cpuinfo({ cpuModel, threads, cores }: HostHardware): string {
  return Array.from(
    { length: threads },
    (_, index) =>
      `processor\t: ${index}\nvendor_id\t: AuthenticAMD\nmodel name\t: ${cpuModel}\ncpu cores\t: ${cores}\n\n`,
  ).join("");
}

const debianSources = `Types: deb
URIs: http://deb.debian.org/debian/
Suites: trixie trixie-updates
Components: main contrib non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.debian.org/debian-security/
Suites: trixie-security
Components: main contrib non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

/** A node is installed with the archives for customers, and with them on (pve-docs, pve-package-repos.adoc). */
const enterpriseSources = `Types: deb
URIs: https://enterprise.proxmox.com/debian/pve
Suites: trixie
Components: pve-enterprise
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
`;

const cephSources = `Types: deb
URIs: https://enterprise.proxmox.com/debian/ceph-squid
Suites: trixie
Components: enterprise
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
`;
