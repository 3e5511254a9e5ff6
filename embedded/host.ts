import { apiCall } from "./api/call";
import { endpoints } from "./api/endpoints";
import { Router } from "./api/router";
import { tokenSecrets } from "./access/tickets";
import type { ApiCall, GuestView, Json } from "./contract";
import { Faults } from "./faults";
import { JournalLog } from "./journal";
import { templateTree } from "./interior/template-tree";
import { guestFiles } from "./lxc/guest-files";
import { Clock } from "./node/clock";
import type { NodeParts } from "./node/embedded-node";
import { EmbeddedNode } from "./node/embedded-node";
import type { TemplateTree } from "./node/template-tree";
import { newNode, rootDataset } from "./seed/new-node";
import { managementToken } from "./seed/pve-files";
import { ApiServer } from "./server/api-server";
import { nodeFromJson, nodeToJson } from "./state/node-state";
import { StateFile } from "./state/state-file";

export interface HostOptions {
  /** Where the state is kept; without it the host lives in memory only. */
  readonly dir?: string;
  /** Factor on the duration of tasks and of refused logins; 0 for none. 1 by default. */
  readonly speed?: number;
  /** Name of a freshly installed node; `phoenix` by default. */
  readonly node?: string;
  /** What templates unpack to; the project's own trees by default. */
  readonly templateTree?: TemplateTree;
}

/** Where the host listens on 127.0.0.1. */
export interface Ports {
  readonly api: number;
}

/** All that a client needs to reach the host. */
export interface Connection {
  /** Of the API: `https://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Name of the node. */
  readonly node: string;
  /** SHA-256 of the API's certificate as PVE prints it. */
  readonly fingerprint: string;
  /** API token of root@pam without privilege separation. */
  readonly tokenId: string;
  readonly tokenSecret: string;
  /** Of root@pam, for tickets. */
  readonly password: string;
  /** The command that starts the host again. */
  readonly start: string;
}

/** The embedded Proxmox VE host: one node with its API, its state and the troubles ordered for it. */
export class EmbeddedHost {
  readonly node: EmbeddedNode;
  readonly call: ApiCall;
  readonly guests: GuestView;
  readonly #router = new Router(endpoints);
  readonly #file: StateFile | undefined;
  #ports: Partial<Ports>;
  #server: ApiServer | undefined;

  private constructor(parts: NodeParts, ports: Partial<Ports>, dir: string | undefined) {
    this.node = new EmbeddedNode(parts);
    this.#ports = ports;
    this.call = apiCall(this.node, this.#router);
    this.guests = guestView(this.node);
    if (dir === undefined) return;
    const file = new StateFile(dir, () => this.snapshotState());
    this.#file = file;
    this.node.journal.watch(() => {
      file.changed();
    });
  }

  /** The host whose state is in a directory, or a freshly installed one. */
  static open(options: HostOptions = {}): EmbeddedHost {
    const stored = options.dir === undefined ? undefined : StateFile.read(options.dir);
    if (stored !== undefined) return EmbeddedHost.fromState(stored, options);
    const { facts, zfs } = newNode(options.node ?? "phoenix");
    const host = new EmbeddedHost(
      {
        ...{ facts, zfs, root: zfs.tree(rootDataset), images: new Map(), running: new Map() },
        ...{ tasks: [], clock: new Clock(options.speed ?? 1, Date.now()) },
        ...{ journal: new JournalLog(), faults: new Faults() },
        templateTree: options.templateTree ?? templateTree,
      },
      {},
      options.dir,
    );
    host.#file?.flush();
    return host;
  }

  /** A host with the state that snapshotState gave. */
  static fromState(state: Json, options: HostOptions = {}): EmbeddedHost {
    const { node, ports } = state as unknown as { node: Json; ports: Partial<Ports> };
    const parts = nodeFromJson(node, options.speed ?? 1);
    const rest = { faults: new Faults(), templateTree: options.templateTree ?? templateTree };
    return new EmbeddedHost({ ...parts, ...rest }, ports, options.dir);
  }

  /** Everything that survives a restart. */
  snapshotState(): Json {
    return { node: nodeToJson(this.node), ports: { ...this.#ports } };
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

  /** Serves the API on the ports of earlier times, or on ports that the kernel chooses and that are kept. */
  async listen(): Promise<Connection> {
    const directory = `/etc/pve/nodes/${this.node.name}`;
    const certificate = this.node.files.readText(`${directory}/pve-ssl.pem`) ?? "";
    const key = this.node.files.readText(`${directory}/pve-ssl.key`) ?? "";
    this.#server = new ApiServer(this.node, this.call, this.#router, { certificate, key });
    const api = await this.#server.listen(this.#ports.api ?? 0);
    this.#ports = { api };
    this.#file?.flush();
    return this.#connection(api);
  }

  #connection(port: number): Connection {
    const { name, fingerprint, rootPassword } = this.node.facts;
    return {
      endpoint: `https://127.0.0.1:${port}`,
      node: name,
      fingerprint,
      tokenId: this.token.id,
      tokenSecret: this.token.secret,
      password: rootPassword,
      start: "npm run host -- start",
    };
  }

  /** Stops listening and saves. Tasks that still run are cut off, as by a power failure. */
  async close(): Promise<void> {
    await this.#server?.close();
    this.#file?.close();
  }
}

function guestView(node: EmbeddedNode): GuestView {
  return {
    vmids: () => node.configs.vmids(),
    running: (vmid) => node.running.has(vmid),
    files: (vmid) => guestFiles(node, vmid),
    runtime: (vmid) => node.running.get(vmid)?.facts ?? {},
  };
}
