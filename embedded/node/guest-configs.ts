import { failure } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import { parseGuestConf, printGuestConf } from "../conf/guest-conf";
import type { Files } from "../contract";
import { readOption } from "../lxc/options";

/** The containers' configuration files; each access reads the file, so that an edit by hand counts at once. */
export class GuestConfigs {
  constructor(
    private readonly node: string,
    private readonly files: Files,
  ) {}

  /** Containers of this node, ascending. */
  vmids(): number[] {
    return this.#vmids("lxc");
  }

  /** Every vmid in use, virtual machines included. */
  all(): number[] {
    return [...this.vmids(), ...this.#vmids("qemu-server")].sort((a, b) => a - b);
  }

  exists(vmid: number): boolean {
    return this.files.exists(this.#path(vmid));
  }

  load(vmid: number): GuestConf {
    const text = this.files.readText(this.#path(vmid));
    if (text === undefined) {
      throw failure(`Configuration file 'nodes/${this.node}/lxc/${vmid}.conf' does not exist`);
    }
    return parseGuestConf(text, vmid, readOption);
  }

  save(vmid: number, conf: GuestConf): void {
    this.files.write(this.#path(vmid), printGuestConf(conf), { mode: 0o640, gid: 33 });
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
    if (this.exists(vmid)) throw failure(`CT ${vmid} already exists on node '${this.node}'`);
    if (this.all().includes(vmid)) {
      throw failure(`VM ${vmid} already exists on node '${this.node}'`);
    }
  }

  /** The lock file of a guest's configuration. */
  lockFile(vmid: number): string {
    return `/run/lock/lxc/pve-config-${vmid}.lock`;
  }

  #vmids(kind: "lxc" | "qemu-server"): number[] {
    const names = this.files.list(`/etc/pve/nodes/${this.node}/${kind}`);
    const numbers = names.flatMap((name) => /^([1-9]\d{2,8})\.conf$/.exec(name)?.[1] ?? []);
    return numbers.map(Number).sort((a, b) => a - b);
  }

  #path(vmid: number): string {
    return `/etc/pve/nodes/${this.node}/lxc/${vmid}.conf`;
  }
}

/** Refuses a guest with a lock in its configuration. */
export function checkLock(conf: GuestConf): void {
  const lock = conf.options.get("lock");
  if (lock !== undefined) throw failure(`CT is locked (${lock})`);
}

export function isTemplate(conf: GuestConf): boolean {
  return conf.options.get("template") === "1";
}

export function checkProtection(conf: GuestConf, what: string): void {
  if (conf.options.get("protection") === "1") throw failure(`${what} - protection mode enabled`);
}
