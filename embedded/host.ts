import { apiCall } from "./api/call";
import { endpoints } from "./api/endpoints";
import { Router } from "./api/router";
import { tokenSecrets } from "./access/tickets";
import type { Connection } from "./connection";
import type { ApiCall, ExecResult, GuestView, Json } from "./contract";
import { Faults } from "./faults";
import { MountedFiles } from "./files/mounted-files";
import { templateTree } from "./interior/template-tree";
import { JournalLog } from "./journal";
import { shutDownGuests, startGuests } from "./lxc/with-the-node";
import { guestFiles } from "./lxc/guest-files";
import { agentOf } from "./qemu/agent";
import { forgetMachines } from "./qemu/run";
import { Clock } from "./node/clock";
import { durations } from "./node/durations";
import type { Pace, Traffic } from "./node/pace";
import type { NodeParts } from "./node/embedded-node";
import { EmbeddedNode } from "./node/embedded-node";
import type { TemplateTree } from "./node/template-tree";
import { restartNetwork, startNetwork } from "./network/start-network";
import { newNode, rootDataset } from "./seed/new-node";
import { managementToken } from "./seed/pve-files";
import { Servers } from "./server/servers";
import type { Ports } from "./server/servers";
import { HostShell } from "./shell/host-shell";
import type { GuestPrograms } from "./shell/pve/guest-shell";
import { nodeFromJson, nodeToJson } from "./state/node-state";
import { StateFile } from "./state/state-file";

/** A request that came over HTTPS and was allowed in, as the API is asked it. */
export interface ApiRequest {
  /** User, or full id of the token. */
  readonly authuser: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Without `/api2/json`. */
  readonly path: string;
  /** Of query and body. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

export interface HostOptions {
  /** Where the state is kept; without it the host lives in memory only. */
  readonly dir?: string;
  /** Factor on the duration of tasks and of refused logins; 0 for none. 1 by default. */
  readonly speed?: number;
  /** Name of a freshly installed node; `phoenix` by default. */
  readonly node?: string;
  /** What templates unpack to; the project's own trees by default. */
  readonly templateTree?: TemplateTree;
  /** What runs the programs of running guests; the host's own interior by default. */
  readonly guestPrograms?: GuestPrograms;
}

/** The embedded Proxmox VE host: one node with its API, its shell, its state and the troubles ordered for it. */
export class EmbeddedHost {
  readonly node: EmbeddedNode;
  readonly call: ApiCall;
  readonly guests: GuestView;
  readonly #shell: HostShell;
  readonly #servers: Servers;
  readonly #file: StateFile | undefined;
  readonly #observers: ((request: ApiRequest) => void)[] = [];
  #restarting: Promise<void> | undefined;

  private constructor(
    parts: NodeParts,
    ports: Partial<Ports>,
    { dir, guestPrograms }: HostOptions,
  ) {
    const router = new Router(endpoints);
    const node = new EmbeddedNode(parts);
    this.node = node;
    this.call = apiCall(node, router);
    this.guests = guestView(node);
    this.#shell = new HostShell({
      ...{ node: node.name, files: node.files, zfs: node.zfs, api: this.call },
      ...{ guests: this.guests, journal: node.journal, hardware: node.facts.hardware },
      ...{ network: node.network, clock: node.clock },
      hold: (file, code) => node.flocks.with(file, code),
      ...(guestPrograms !== undefined && { guestPrograms }),
      reboot: () => void this.restart(),
      activeTasks: () =>
        node.tasks
          .list()
          .filter((task) => task.endtime === undefined)
          .map(({ upid }) => upid),
    });
    const overHttps: ApiCall = (authuser, method, path, params) => {
      for (const observe of this.#observers) observe({ authuser, method, path, params });
      return this.call(authuser, method, path, params);
    };
    this.#servers = new Servers(node, overHttps, router, this.#shell, ports);
    if (dir === undefined) return;
    const file = new StateFile(dir, () => this.snapshotState());
    this.#file = file;
    node.journal.watch(() => {
      file.changed();
    });
  }

  /** The host whose state is in a directory, or a freshly installed one. */
  static open(options: HostOptions = {}): EmbeddedHost {
    const stored = options.dir === undefined ? undefined : StateFile.read(options.dir);
    if (stored !== undefined) return EmbeddedHost.fromState(stored, options);
    const { facts, zfs } = newNode(options.node ?? "phoenix");
    const root = zfs.tree(rootDataset);
    const network = startNetwork(new MountedFiles(root, () => zfs.mounts()), facts.hardware);
    const host = new EmbeddedHost(
      {
        ...{ facts, zfs, network, root, images: new Map(), running: new Map() },
        runningMachines: new Map(),
        ...{ tasks: [], clock: new Clock(options.speed ?? 1, Date.now()) },
        ...{ journal: new JournalLog(), faults: new Faults() },
        templateTree: options.templateTree ?? templateTree,
      },
      {},
      options,
    );
    host.#file?.flush();
    return host;
  }

  /** A host with the state that snapshotState gave; it shares nothing with another one of the same state. */
  static fromState(state: Json, options: HostOptions = {}): EmbeddedHost {
    const copy: unknown = structuredClone(state);
    const { node, ports } = copy as { node: Json; ports: Partial<Ports> };
    const parts = nodeFromJson(node, options.speed ?? 1);
    const rest = { faults: new Faults(), templateTree: options.templateTree ?? templateTree };
    return new EmbeddedHost({ ...parts, ...rest }, ports, options);
  }

  /** Everything that survives a restart. */
  snapshotState(): Json {
    return { node: nodeToJson(this.node), ports: { ...this.#servers.ports } };
  }

  get journal(): JournalLog {
    return this.node.journal;
  }

  get faults(): Faults {
    return this.node.faults;
  }

  /** The API token of the program that manages the host. */
  get token(): { id: string; secret: string } {
    return { id: managementToken, secret: tokenSecrets(this.node).get(managementToken) ?? "" };
  }

  /** The private key that root's shell is reached with, in OpenSSH's format. */
  get sshKey(): string {
    return this.node.facts.sshKey;
  }

  /** How fast it is from now on, and what has come in so far. */
  get pace(): Pace {
    return this.node.clock.pace;
  }

  get traffic(): Readonly<Traffic> {
    return this.#servers.traffic;
  }

  /** Tells of every request over HTTPS, before it is answered. */
  observeRequests(observer: (request: ApiRequest) => void): void {
    this.#observers.push(observer);
  }

  /** Runs a command line as root's login shell does, without SSH. */
  async exec(
    command: string,
    options: { stdin?: string; signal?: AbortSignal } = {},
  ): Promise<ExecResult> {
    return this.#shell.exec(command, options);
  }

  /** Serves API and SSH on the ports of earlier times, or on ports that the kernel chooses and that are kept. */
  async listen(): Promise<Connection> {
    const { api, ssh } = await this.#servers.listen();
    this.#file?.flush();
    const { name, fingerprint, rootPassword } = this.node.facts;
    return {
      node: name,
      endpoint: `https://127.0.0.1:${api}`,
      fingerprint,
      tokenId: this.token.id,
      tokenSecret: this.token.secret,
      password: rootPassword,
      ssh: { host: "127.0.0.1", port: ssh, user: "root", hostKey: this.#servers.sshFingerprint },
    };
  }

  /** Restarts the machine: guests are shut down, nobody is answered for a while, and what starts with it starts. */
  async restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = undefined));
    await this.#restarting;
  }

  /** Both doors are shut for some milliseconds, and opened again with the keys that are there then. */
  async reopen(milliseconds: number): Promise<void> {
    this.#restarting ??= this.#reopen(milliseconds).finally(() => (this.#restarting = undefined));
    await this.#restarting;
  }

  async #reopen(milliseconds: number): Promise<void> {
    await this.#servers.close();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await this.#servers.listen();
  }

  /** When the node works on nothing any more: no task runs, and no restart. */
  async idle(): Promise<void> {
    await this.node.tasks.idle();
    await this.#restarting;
  }

  async #restart(): Promise<void> {
    const { node } = this;
    // The answer to who asked for it is still on its way.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await shutDownGuests(node, this.call);
    const wasListening = this.#servers.isListening;
    if (wasListening) await this.#servers.close();
    node.running.clear();
    forgetMachines(node);
    await node.clock.pause(durations.reboot);
    await this.#shell.boot();
    restartNetwork(node.network, node.files);
    node.clock.restart();
    node.journal.touch();
    if (wasListening) await this.#servers.listen();
    await startGuests(node, this.call);
  }

  /** Stops listening and saves. Tasks that still run are cut off, as by a power failure. */
  async close(): Promise<void> {
    await this.#restarting;
    this.node.clock.halt();
    await this.#servers.close();
    this.#file?.close();
  }
}

function guestView(node: EmbeddedNode): GuestView {
  return {
    vmids: () => node.configs.vmids(),
    running: (vmid) => node.running.has(vmid),
    files: (vmid) => guestFiles(node, vmid),
    runtime: (vmid) => node.running.get(vmid)?.facts ?? {},
    runningMachines: () => [...node.runningMachines.keys()],
    agentFiles: (vmid) => agentOf(node, vmid),
    machineRuntime: (vmid) => node.runningMachines.get(vmid)?.facts ?? {},
  };
}
