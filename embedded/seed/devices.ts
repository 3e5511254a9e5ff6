import type { MountedFiles } from "../files/mounted-files";
import type { Disk } from "../node/disks";
import { gpus } from "./phoenix";

/** Puts the machine's disks, graphics cards and network into /dev, /proc and /sys. */
export function addHardware(files: MountedFiles, disks: readonly Disk[]): void {
  disks.forEach((disk, index) => {
    addDisk(files, disk, index);
  });
  addGpus(files);
  addNetwork(files);
}

function addDisk(files: MountedFiles, disk: Disk, index: number): void {
  // Minor numbers count on per disk; 8 is the major of sd, 259 of NVMe namespaces.
  const major = disk.name.startsWith("sd") ? 8 : 259;
  const base = major === 8 ? 0 : index * 8;
  const nodes = [disk, ...disk.partitions];
  nodes.forEach(({ name, byId }, number) => {
    files.mknod(`/dev/${name}`, major, base + number, { mode: 0o660, gid: 6 });
    files.mkdir("/dev/disk/by-id");
    files.symlink(`../../${name}`, `/dev/disk/by-id/${byId}`);
  });
}

function addGpus(files: MountedFiles): void {
  const nodes: (readonly [name: string, major: number, minor: number])[] = [
    ...gpus.names.map((_name, index) => [`nvidia${index}`, 195, index] as const),
    ["nvidiactl", 195, 255],
    ["nvidia-modeset", 195, 254],
    ["nvidia-uvm", 511, 0],
    ["nvidia-uvm-tools", 511, 1],
  ];
  for (const [name, major, minor] of nodes) files.mknod(`/dev/${name}`, major, minor);
  files.mknod("/dev/nvidia-caps/nvidia-cap1", 236, 1, { mode: 0o400 });
  files.mknod("/dev/nvidia-caps/nvidia-cap2", 236, 2, { mode: 0o444 });
  const { driver } = gpus;
  files.write(
    "/proc/driver/nvidia/version",
    `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  ${driver}  Release Build\n` +
      "GCC version:  gcc version 14.2.0 (Debian 14.2.0-19)\n",
  );
  gpus.names.forEach((name, index) => {
    const bus = `0000:0${index + 1}:00.0`;
    files.write(
      `/proc/driver/nvidia/gpus/${bus}/information`,
      `Model: \t\t ${name}\nIRQ:   \t\t ${120 + index}\nBus Type: \t PCIe\n` +
        `Bus Location: \t ${bus}\nDevice Minor: \t ${index}\n`,
    );
  });
  files.write("/proc/devices", procDevices);
}

const procDevices = `Character devices:
  1 mem
  4 tty
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
 10 misc
195 nvidia
195 nvidia-modeset
195 nvidiactl
226 drm
236 nvidia-caps
249 zfs
511 nvidia-uvm

Block devices:
  8 sd
230 zvol
259 blkext
`;

function addNetwork(files: MountedFiles): void {
  for (const [name, mac] of [
    ["lo", "00:00:00:00:00:00"],
    ["enp5s0", "58:11:22:33:44:13"],
    ["vmbr0", "58:11:22:33:44:13"],
  ] as const) {
    files.write(`/sys/class/net/${name}/mtu`, name === "lo" ? "65536\n" : "1500\n");
    files.write(`/sys/class/net/${name}/address`, `${mac}\n`);
    files.write(`/sys/class/net/${name}/operstate`, name === "lo" ? "unknown\n" : "up\n");
  }
  files.mkdir("/sys/class/net/vmbr0/bridge");
}
