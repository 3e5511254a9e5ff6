import { Rights } from "../access/rights";
import type { UserConf } from "../conf/user-conf";
import { parseUserConf, printUserConf } from "../conf/user-conf";
import type { Faults } from "../faults";
import type { FileTree } from "../files/file-tree";
import { ClusterFiles } from "../cluster/cluster-files";
import type { MountedFiles } from "../files/mounted-files";
import type { Mount } from "../files/mounted-files";
import { normalizePath } from "../files/paths";
import type { JournalLog } from "../journal";
import type { KernelNetwork } from "../network/kernel-network";
import { writeSysClassNet } from "../network/sys-class-net";
import type { Space, StorageHost } from "../storage/storage-host";
import { Storages } from "../storage/storages";
import type { Zfs } from "../zfs/zfs";
import type { Clock } from "./clock";
import { Flocks } from "./flocks";
import { GuestConfigs } from "./guest-configs";
import type { GuestRuntime, MachineRuntime } from "./guest-runtime";
import { containerConfigs } from "../lxc/options";
import { machineConfigs } from "../qemu/options";
import type { NodeFacts } from "./node-facts";
import { TaskList } from "./task-list";
import type { Task } from "./task";
import type { TemplateTree } from "./template-tree";

/** What a node is put together from. */
export interface NodeParts {
  readonly facts: NodeFacts;
  readonly root: FileTree;
  readonly zfs: Zfs;
  readonly network: KernelNetwork;
  readonly images: Map<string, FileTree>;
  readonly running: GuestRuntime;
  readonly runningMachines: MachineRuntime;
  readonly tasks: readonly Task[];
  readonly clock: Clock;
  readonly journal: JournalLog;
  readonly faults: Faults;
  readonly templateTree: TemplateTree;
}

/** One Proxmox VE node: its files, ZFS, storages, guests and tasks, and nothing of how it is talked to. */
export class EmbeddedNode implements StorageHost {
  readonly facts: NodeFacts;
  readonly name: string;
  readonly root: FileTree;
  readonly zfs: Zfs;
  readonly network: KernelNetwork;
  readonly files: MountedFiles;
  readonly images: Map<string, FileTree>;
  readonly running: GuestRuntime;
  readonly runningMachines: MachineRuntime;
  readonly clock: Clock;
  readonly journal: JournalLog;
  readonly faults: Faults;
  readonly templateTree: TemplateTree;
  readonly tasks: TaskList;
  readonly flocks: Flocks;
  /** Of containers. */
  readonly configs: GuestConfigs;
  /** Of virtual machines. */
  readonly machines: GuestConfigs;
  readonly storages: Storages;

  constructor(parts: NodeParts) {
    this.facts = parts.facts;
    this.name = parts.facts.name;
    this.root = parts.root;
    this.zfs = parts.zfs;
    this.network = parts.network;
    this.files = new ClusterFiles(parts.root, () => parts.zfs.mounts());
    this.images = parts.images;
    this.running = parts.running;
    this.runningMachines = parts.runningMachines;
    this.clock = parts.clock;
    this.journal = parts.journal;
    this.faults = parts.faults;
    this.templateTree = parts.templateTree;
    const ended = (task: Task): void => {
      this.journal.record("task", `${task.type} ${task.id} ${task.exitstatus ?? ""}`);
    };
    this.tasks = new TaskList(this.name, parts.clock, parts.faults, ended, parts.tasks);
    // Without speed nothing takes long, so that waiting long would only hide a lock that is never released.
    this.flocks = new Flocks(parts.clock.speed === 0 ? 250 : 10_000);
    this.configs = new GuestConfigs(this.name, this.files, containerConfigs);
    this.machines = new GuestConfigs(this.name, this.files, machineConfigs);
    writeSysClassNet(this.files, this.network);
    this.network.watch(() => {
      writeSysClassNet(this.files, this.network);
      this.journal.touch();
    });
    this.storages = new Storages(this.name, this);
  }

  rights(authuser: string): Rights {
    return new Rights(authuser, this.users());
  }

  users(): UserConf {
    return parseUserConf(this.files.readText("/etc/pve/user.cfg") ?? "");
  }

  saveUsers(conf: UserConf): void {
    this.files.write("/etc/pve/user.cfg", printUserConf(conf), { mode: 0o640, gid: 33 });
  }

  /** Runs code alone among all that change a container's configuration. */
  async lockConfig<T>(vmid: number, code: () => Promise<T> | T): Promise<T> {
    return this.flocks.with(this.configs.lockFile(vmid), code);
  }

  /** The same for a virtual machine. */
  async lockMachine<T>(vmid: number, code: () => Promise<T> | T): Promise<T> {
    return this.flocks.with(this.machines.lockFile(vmid), code);
  }

  bridgeExists(bridge: string): boolean {
    return this.files.exists(`/sys/class/net/${bridge}`);
  }

  bridgeMtu(bridge: string): number {
    return Number(this.files.readText(`/sys/class/net/${bridge}/mtu`) ?? "1500");
  }

  bind(path: string): Mount {
    const real = this.files.realpath(path) ?? normalizePath(path);
    let best: { point: string; mount: Mount } = { point: "/", mount: { tree: this.root } };
    for (const [point, mount] of this.zfs.mounts()) {
      const inside = real === point || real.startsWith(`${point}/`);
      if (inside && point.length > best.point.length) best = { point, mount };
    }
    const rest = best.point === "/" ? real : real.slice(best.point.length);
    return { ...best.mount, path: normalizePath(`${best.mount.path ?? ""}${rest}`) };
  }

  isFull(storage: string): boolean {
    return this.faults.isFull(storage);
  }

  space(path: string): Space {
    const { tree } = this.bind(path);
    const dataset = [...this.zfs.state.datasets.values()].find((each) => each.tree === tree);
    if (!dataset) return this.facts.rootSpace;
    const used = Number(this.zfs.get(dataset.name, "used") ?? "0");
    const avail = Number(this.zfs.get(dataset.name, "available") ?? "0");
    return { total: used + avail, used, avail };
  }
}
