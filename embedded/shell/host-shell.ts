import { apparmorParser, loadPolicy } from "../apparmor/apparmor-parser";
import type { ApiCall, ExecResult, GuestView, Journal, Json } from "../contract";
import { ProgramError } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { MountedFiles as View } from "../files/mounted-files";
import { isInstalled, readStatus } from "../interior/dpkg";
import type { HostHardware } from "../interior/hardware";
import { phoenixHardware } from "../interior/hardware";
import { updateInitramfs } from "../interior/initramfs";
import { Services } from "../interior/services";
import { loadDrivers, powerOff, startKernel } from "../kernel/boot";
import { dkms } from "../kernel/dkms";
import { KernelModules } from "../kernel/kernel-modules";
import { depmod, lsmod, modinfo, modprobe, rmmod } from "../kernel/kmod-programs";
import { lspci } from "../kernel/lspci";
import { reactToWrite } from "../kernel/pci-writes";
import { proxmoxBootTool, updateGrub } from "../kernel/boot-programs";
import { mokutil } from "../kernel/secure-boot";
import { installer, nvidiaUninstall } from "../nvidia/installer";
import { makeNodes, nvidiaModprobe } from "../nvidia/nvidia-modprobe";
import { cards, nvidiaSmi } from "../nvidia/nvidia-smi";
import { carriedInstaller } from "../nvidia/run-file";
import { liveFolder, liveMounts } from "../interior/live-files";
import { hostnameOf, fileHostname } from "../interior/hostname-programs";
import { carriedPip, pip } from "../interior/python";
import { systemPrograms } from "../interior/system-programs";
import { systemdRun } from "../interior/systemd-run";
import { ifreload } from "../network/ifreload-program";
import { hostIp } from "../network/ip";
import type { KernelNetwork } from "../network/kernel-network";
import { startNetwork } from "../network/start-network";
import { exportfs } from "../nfs/exportfs";
import { pdbedit } from "../samba/pdbedit";
import { smbpasswd } from "../samba/smbpasswd";
import { smbcontrol, smbd } from "../samba/server";
import { testparm } from "../samba/testparm";
import { Clock } from "../node/clock";
import { poolLeaves } from "../zfs/vdev-spec";
import type { Zfs } from "../zfs/zfs";
import { diskPrograms } from "../disks/disk-programs";
import { lsblk } from "../disks/lsblk";
import { flock, type HoldLock } from "./process-programs";
import { failed } from "./program";
import type { Program, SpawnOptions } from "./program";
import { lxcAttach, lxcInfo, pveversion } from "./host-programs";
import { routeTable } from "./route-table";
import { addressesOf, guestInterfaces, ipProgram } from "./ip-program";
import type { AgentShells, GuestPrograms, GuestShells } from "./pve/guest-shell";
import { pctProgram } from "./pve/pct";
import { qmProgram } from "./pve/qm";
import { PveClient } from "./pve/pve-client";
import { pveshProgram } from "./pve/pvesh";
import { pvesmProgram } from "./pve/pvesm";
import { pveumProgram } from "./pve/pveum/pveum";
import { Shell, isPresent } from "./shell";
import { attachZfs } from "./zfs-host";
import { zfsProgram } from "./zfs/zfs-program";
import { zpoolProgram } from "./zfs/zpool-program";

/** What a host's shell stands on. */
export interface HostShellParts {
  /** Name of the node. */
  readonly node: string;
  /** The host's own view, datasets mounted in it. */
  readonly files: MountedFiles;
  readonly zfs: Zfs;
  readonly api: ApiCall;
  readonly guests: GuestView;
  readonly journal: Journal;
  readonly hardware?: HostHardware;
  readonly network?: KernelNetwork;
  readonly clock?: Clock;
  /** UPIDs of the workers that run now. */
  readonly activeTasks?: () => readonly string[];
  /** Takes a lock file, as the API does; without it all are free. */
  readonly hold?: HoldLock;
  /** What runs the programs of guests; programs of this host, on the guests' files, by default. */
  readonly guestPrograms?: GuestPrograms;
  /** Restarts the machine, once the program that asked has ended. */
  readonly reboot?: () => void;
}

/** The root shell of the embedded host, and through it the shells of its guests. */
export class HostShell implements AgentShells, GuestShells {
  readonly #parts: HostShellParts;
  readonly #hardware: HostHardware;
  readonly #network: KernelNetwork;
  readonly #shell: Shell;
  readonly #modules: KernelModules;
  /** What systemd remembers of its units until the next start. */
  readonly #facts: { [key: string]: Json } = {};
  #started = Date.now();

  constructor(parts: HostShellParts) {
    this.#parts = parts;
    this.#hardware = parts.hardware ?? phoenixHardware;
    this.#modules = new KernelModules(parts.files, () => this.#hasGpuUsers());
    attachZfs(parts.zfs, parts.files, parts.guests);
    this.#network = parts.network ?? startNetwork(parts.files, this.#hardware);
    this.#facts["hostname"] = fileHostname(parts.files);
    const files = parts.files.withMounts(liveMounts(this.#hostFiles()));
    const modules = this.#modules;
    this.#shell = new Shell({
      files,
      programs: this.#hostPrograms(files),
      carried: new Map([[carriedInstaller, installer(this.#modules)]]),
      hostname: () => hostnameOf(files, this.#facts),
      env: rootEnvironment,
      record: (what) => parts.journal.record("shell", what),
      wrote(path) {
        if (path.startsWith("/sys/"))
          reactToWrite(parts.files, modules, parts.files.realpath(path) ?? path);
      },
    });
  }

  /** Runs a command line as sshd has root's login shell run it. */
  async exec(command: string, options: SpawnOptions = {}): Promise<ExecResult> {
    return this.#shell.run(command, { cwd: "/root", ...options });
  }

  /** What happens between power-on and the first guest. */
  async boot(): Promise<void> {
    const machine = { files: this.#parts.files, hardware: this.#hardware, modules: this.#modules };
    powerOff(machine);
    for (const key of Object.keys(this.#facts)) Reflect.deleteProperty(this.#facts, key);
    this.#started = Date.now();
    await startKernel(machine, (script) => this.#shell.run(script));
    loadDrivers(machine);
    const services = new Services(machine.files, this.#facts);
    if (services.find("apparmor").fileState === "enabled") loadPolicy(machine.files);
    for (const unit of services.startedAtBoot()) await this.exec(`systemctl start ${unit}`);
  }

  running(vmid: number): boolean {
    return this.#parts.guests.running(vmid);
  }

  exists(vmid: number): boolean {
    return this.#parts.guests.vmids().includes(vmid);
  }

  async spawn(
    vmid: number,
    argv: readonly string[],
    options: SpawnOptions = {},
  ): Promise<ExecResult> {
    const { guestPrograms } = this.#parts;
    if (guestPrograms !== undefined) return guestPrograms(vmid, argv, options);
    const files = this.#guestView(vmid);
    const [program = ""] = argv;
    const found = program.includes("/") ? files.exists(program) : isPresent(files, program);
    if (!found) {
      const where = `lxc-attach: ${vmid}: ../src/lxc/attach.c: lxc_attach_run_command: 1841`;
      return failed(`${where} No such file or directory - Failed to exec "${program}"`, 127);
    }
    const facts = this.#parts.guests.runtime(vmid);
    const shell = new Shell({
      files,
      programs: this.#guestPrograms(vmid, files),
      carried: new Map([
        [carriedInstaller, installer(this.#modules)],
        [carriedPip, pip],
      ]),
      hostname: () => hostnameOf(files, facts),
      env: { ...guestEnvironment },
      record: (what) => this.#parts.journal.record("shell", `guest ${vmid}: ${what}`),
    });
    return shell.spawn(argv, { cwd: "/root", ...options });
  }

  async execInMachine(
    vmid: number,
    argv: readonly string[],
    options: SpawnOptions = {},
  ): Promise<ExecResult> {
    const { guests } = this.#parts;
    const seen = guests.agentFiles(vmid);
    if (!(seen instanceof View)) throw new ProgramError(`VM '${vmid}' has no file view`, 255);
    const facts = guests.machineRuntime(vmid);
    const files = seen.withMounts(
      liveFolder("/proc", {
        "/proc/uptime": () => this.#uptime(),
        "/proc/sys/kernel/hostname": () => `${hostnameOf(seen, facts)}\n`,
      }),
    );
    const [program = ""] = argv;
    const found = program.includes("/") ? files.exists(program) : isPresent(files, program);
    if (!found) {
      throw new ProgramError(
        `Agent error: Guest agent command failed, error was 'Failed to execute child process “${program}” (No such file or directory)'`,
        255,
      );
    }
    const { threads, memory } = this.#hardware;
    const shell = new Shell({
      files,
      programs: new Map<string, Program>([
        ...systemPrograms({ files, facts, cores: threads, memory, virtualization: "kvm" }, () =>
          addressesOf(guestInterfaces(files)),
        ),
        ["ip", ipProgram(() => guestInterfaces(files))],
        ["flock", flock((_file, code) => code())],
      ]),
      carried: new Map([[carriedPip, pip]]),
      hostname: () => hostnameOf(files, facts),
      env: agentEnvironment,
      record: (what) => this.#parts.journal.record("shell", `guest ${vmid}: ${what}`),
    });
    return shell.spawn(argv, { cwd: "/", ...options });
  }

  #hostPrograms(files: MountedFiles): Map<string, Program> {
    const { zfs, api, guests, node, clock = new Clock(1, Date.now()) } = this.#parts;
    const network = this.#network;
    const services = () => new Services(files, facts);
    const client = new PveClient(api, node);
    const facts = this.#facts;
    const { threads, memory, gpus } = this.#hardware;
    const modules = this.#modules;
    const reboot: Program = (_args, io) => {
      io.record();
      this.#parts.reboot?.();
      return "";
    };
    return new Map<string, Program>([
      ...systemPrograms(
        { files, facts, reboot, cores: threads, memory, virtualization: "none" },
        () => addressesOf([...network.links].map(([name, link]) => ({ ...link, name }))),
      ),
      ["zfs", zfsProgram(zfs)],
      ["zpool", zpoolProgram(zfs)],
      ["pct", pctProgram(client, guests, this)],
      ["qm", qmProgram(client, this)],
      ["pvesm", pvesmProgram(client)],
      ["pvesh", pveshProgram(client)],
      ["pveum", pveumProgram(client)],
      ["pveversion", pveversion(() => this.#packages(files))],
      ["lspci", lspci(this.#hardware)],
      [
        "nvidia-smi",
        nvidiaSmi(
          () => cards(gpus, files),
          files,
          () => makeNodes(modules, files),
        ),
      ],
      ["nvidia-modprobe", nvidiaModprobe(modules, files)],
      ["nvidia-uninstall", nvidiaUninstall],
      ["modprobe", modprobe(modules)],
      ["rmmod", rmmod(modules)],
      ["lsmod", lsmod(modules)],
      ["modinfo", modinfo],
      ["depmod", depmod],
      ["dkms", dkms],
      ["mokutil", mokutil],
      ["flock", flock(this.#parts.hold ?? ((_file, code) => code()))],
      ["reboot", reboot],
      ["apparmor_parser", apparmorParser],
      ["exportfs", exportfs],
      ["testparm", testparm],
      ["pdbedit", pdbedit],
      ["smbpasswd", smbpasswd],
      ["smbcontrol", smbcontrol],
      ["smbd", smbd],
      ["update-initramfs", updateInitramfs],
      ["update-grub", updateGrub],
      ["proxmox-boot-tool", proxmoxBootTool],
      ["lsblk", lsblk(() => files)],
      ...diskPrograms(
        () => files,
        (device) => isInPool(zfs, device),
      ),
      ["ip", hostIp(network)],
      ["ifreload", ifreload(network)],
      ["systemd-run", systemdRun({ services, clock, spawn: (argv) => this.#shell.spawn(argv) })],
      ["lxc-attach", lxcAttach(this)],
      ["lxc-info", lxcInfo(client, guests)],
    ]);
  }

  #guestPrograms(vmid: number, files: MountedFiles): Map<string, Program> {
    const { threads, memory, gpus } = this.#hardware;
    const facts = this.#parts.guests.runtime(vmid);
    return new Map<string, Program>([
      ...systemPrograms({ files, facts, cores: threads, memory, virtualization: "lxc" }, () =>
        addressesOf(guestInterfaces(files)),
      ),
      ["nvidia-smi", nvidiaSmi(() => cards(gpus, this.#parts.files), files)],
      ["nvidia-uninstall", nvidiaUninstall],
      ["ip", ipProgram(() => guestInterfaces(files))],
    ]);
  }

  /** Guests that have a card are taken to use it. */
  #hasGpuUsers(): boolean {
    const { guests } = this.#parts;
    return guests
      .vmids()
      .some((vmid) => guests.running(vmid) && guests.files(vmid).exists("/dev/nvidiactl"));
  }

  #guestView(vmid: number): MountedFiles {
    const files = this.#parts.guests.files(vmid);
    if (!(files instanceof View)) {
      throw new ProgramError(`container '${vmid}' has no file view`, 255);
    }
    return files.withMounts(liveFolder("/proc", this.#guestFiles(vmid, files)));
  }

  #hostFiles(): Record<string, () => string> {
    const { guests, zfs } = this.#parts;
    return {
      // Where lxc-start listens for commands: the kernel's own list of running containers.
      "/proc/net/unix": () =>
        "Num       RefCount Protocol Flags    Type St Inode Path\n" +
        guests
          .vmids()
          .filter((vmid) => guests.running(vmid))
          .map(
            (vmid) =>
              `0000000000000000: 00000002 00000000 00010000 0001 01 ${20000 + vmid} @/var/lib/lxc/${vmid}/command\n`,
          )
          .join("") +
        // QEMU's monitor of each virtual machine.
        guests
          .runningMachines()
          .map(
            (vmid) =>
              `0000000000000000: 00000002 00000000 00010000 0001 01 ${30000 + vmid} /var/run/qemu-server/${vmid}.qmp\n`,
          )
          .join(""),
      // PVE/RESTEnvironment.pm, active_workers: a UPID, whether it was saved, and its end once it has one.
      "/var/log/pve/tasks/active": () =>
        (this.#parts.activeTasks?.() ?? []).map((upid) => `${upid} 0\n`).join(""),
      "/proc/net/route": () => routeTable(this.#network),
      "/proc/uptime": () => this.#uptime(),
      "/proc/mounts": () =>
        (zfs.mounts().has("/") ? "" : "/dev/mapper/pve-root / ext4 rw,relatime 0 0\n") +
        "proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n/dev/fuse /etc/pve fuse rw,nosuid,nodev,relatime 0 0\n" +
        [...zfs.state.datasets.values()]
          .filter((dataset) => dataset.mounted !== undefined)
          .map(
            (dataset) =>
              `${dataset.name} ${zfs.get(dataset.name, "mountpoint") ?? ""} zfs rw,relatime,xattr,noacl 0 0\n`,
          )
          .join(""),
      "/proc/sys/kernel/hostname": () => `${hostnameOf(this.#parts.files, this.#facts)}\n`,
    };
  }

  /** A guest shares the kernel, and so its version and driver, and sees what its devices let it see. */
  #guestFiles(vmid: number, guest: MountedFiles): Record<string, () => string> {
    const host = (path: string) => () => this.#parts.files.readText(path) ?? "";
    const shared = [
      "/proc/version",
      "/proc/cpuinfo",
      "/proc/meminfo",
      "/proc/devices",
      "/proc/loadavg",
      "/proc/sys/kernel/osrelease",
    ];
    const driver = "/proc/driver/nvidia/version";
    const paths = this.#parts.files.exists(driver) ? [...shared, driver] : shared;
    const files = Object.fromEntries(paths.map((path) => [path, host(path)]));
    return {
      ...files,
      "/proc/uptime": () => this.#uptime(),
      "/proc/1/environ": () => "container=lxc\0",
      "/proc/sys/kernel/hostname": () => `${hostnameOf(guest, this.#parts.guests.runtime(vmid))}\n`,
    };
  }

  #uptime(): string {
    const seconds = 1000 + (Date.now() - this.#started) / 1000;
    return `${seconds.toFixed(2)} ${(seconds * this.#hardware.threads).toFixed(2)}\n`;
  }

  #packages(files: MountedFiles): { name: string; version: string }[] {
    return readStatus(files)
      .filter(isInstalled)
      .filter(({ name }) =>
        /^(proxmox-|pve-|libpve-|lxc-pve|qemu-server|zfsutils|corosync)/.test(name),
      )
      .map(({ name, fields }) => ({ name, version: fields.get("Version") ?? "" }));
  }
}

/** True for a disk or partition that an imported pool uses. */
function isInPool(zfs: Zfs, device: string): boolean {
  return zfs.state
    .imported()
    .flatMap(poolLeaves)
    .some((leaf) => leaf.device === device);
}

/** What sshd gives root's command: no locale (sshd of Debian takes LANG over only where the client sends it). */
const rootEnvironment = {
  HOME: "/root",
  LOGNAME: "root",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  SHELL: "/bin/bash",
  USER: "root",
};

const guestEnvironment = {
  HOME: "/root",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  USER: "root",
  container: "lxc",
};

/** What systemd gives its services, of which the agent is one. */
const agentEnvironment = {
  LANG: "C.UTF-8",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};
