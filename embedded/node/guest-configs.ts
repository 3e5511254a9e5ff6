import { failure } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import { parseGuestConf, printGuestConf } from "../conf/guest-conf";
import type { Files } from "../contract";
import type { ReadValue } from "../conf/guest-conf";

/** What the files of containers and of virtual machines do not have in common. */
export interface ConfigKind {
  readonly folder: "lxc" | "qemu-server";
  /** What PVE calls such a guest in its messages. */
  readonly noun: "CT" | "VM";
  /** The section of what waits for the next start. */
  readonly pending: string;
  readonly readOption: ReadValue;
  readonly lockFile: (vmid: number) => string;
}

/** The configuration files of one kind of guests; each access reads the file, so that an edit by hand counts at once. */
export class GuestConfigs {
  constructor(
    private readonly node: string,
    private readonly files: Files,
    readonly kind: ConfigKind,
  ) {}

  /** Guests of the kind on this node, ascending. */
  vmids(): number[] {
    return this.#vmids(this.kind.folder);
  }

  /** Every vmid in use, whatever the kind. */
  all(): number[] {
    return [...this.#vmids("lxc"), ...this.#vmids("qemu-server")].sort((a, b) => a - b);
  }

  exists(vmid: number): boolean {
    return this.files.exists(this.#path(vmid));
  }

  load(vmid: number): GuestConf {
    const text = this.files.readText(this.#path(vmid));
    if (text === undefined) {
      const { folder } = this.kind;
      throw failure(
        `Configuration file 'nodes/${this.node}/${folder}/${vmid}.conf' does not exist`,
      );
    }
    const conf = parseGuestConf(text, vmid, this.kind.readOption, this.kind.pending);
    if (this.kind.noun === "VM") endDescriptions(conf);
    return conf;
  }

  save(vmid: number, conf: GuestConf): void {
    this.files.write(this.#path(vmid), printGuestConf(conf, this.kind.pending), {
      mode: 0o640,
      gid: 33,
    });
  }

  /** Reads, changes and writes in one go. */
  edit(vmid: number, change: (conf: GuestConf) => void): GuestConf {
    const conf = this.load(vmid);
    change(conf);
    this.save(vmid, conf);
    return this.load(vmid);
  }

  remove(vmid: number): void {
    this.files.remove(this.#path(vmid));
  }

  /** Refuses a vmid that is taken (PVE::Cluster::check_vmid_unused). */
  checkUnused(vmid: number): void {
    const noun = this.#vmids("lxc").includes(vmid) ? "CT" : "VM";
    if (this.all().includes(vmid)) {
      throw failure(`${noun} ${vmid} already exists on node '${this.node}'`);
    }
  }

  /** The lock file of a guest's configuration. */
  lockFile(vmid: number): string {
    return this.kind.lockFile(vmid);
  }

  #vmids(kind: "lxc" | "qemu-server"): number[] {
    const names = this.files.list(`/etc/pve/nodes/${this.node}/${kind}`);
    const numbers = names.flatMap((name) => /^([1-9]\d{2,8})\.conf$/.exec(name)?.[1] ?? []);
    return numbers.map(Number).sort((a, b) => a - b);
  }

  #path(vmid: number): string {
    return `/etc/pve/nodes/${this.node}/${this.kind.folder}/${vmid}.conf`;
  }
}

/** Unlike a container's, the description of a virtual machine ends without a line end (parse_vm_config). */
function endDescriptions(conf: GuestConf): void {
  for (const { options } of [conf, ...conf.snapshots.values()]) {
    const description = options.get("description");
    if (description !== undefined) options.set("description", description.replace(/\n$/, ""));
  }
}

/** Refuses a guest with a lock in its configuration. */
export function checkLock(conf: GuestConf, noun: ConfigKind["noun"] = "CT"): void {
  const lock = conf.options.get("lock");
  if (lock !== undefined) throw failure(`${noun} is locked (${lock})`);
}

export function isTemplate(conf: GuestConf): boolean {
  return conf.options.get("template") === "1";
}

export function checkProtection(conf: GuestConf, what: string): void {
  if (conf.options.get("protection") === "1") throw failure(`${what} - protection mode enabled`);
}
