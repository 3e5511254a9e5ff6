import type { Router } from "../api/router";
import type { ApiCall } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Traffic } from "../node/pace";
import { sshHostKeyPath } from "../seed/new-node";
import type { HostShell } from "../shell/host-shell";
import type { CommandTrouble, SshServer } from "../shell/ssh-server";
import { startSshServer } from "../shell/ssh-server";
import { ApiServer } from "./api-server";
import { sshFingerprint } from "./ssh-keys";

/** Where the host listens on 127.0.0.1. */
export interface Ports {
  readonly api: number;
  readonly ssh: number;
}

/** The two ways in, with the keys that are among the node's files. */
export class Servers {
  #api: ApiServer | undefined;
  #ssh: SshServer | undefined;
  #turn = Promise.resolve();
  #isStarted = false;
  readonly traffic: Traffic = { requests: 0, tlsConnections: 0, commands: 0, sshConnections: 0 };

  /** `ports` are those of an earlier time. */
  constructor(
    private readonly node: EmbeddedNode,
    private readonly call: ApiCall,
    private readonly router: Router,
    private readonly shell: HostShell,
    public ports: Partial<Ports>,
  ) {
    node.network.watch(() => {
      this.#turn = this.#turn.then(() => this.#followNetwork());
    });
  }

  get sshFingerprint(): string {
    return sshFingerprint(this.node.files.readText(`${sshHostKeyPath}.pub`) ?? "");
  }

  async listen(): Promise<Ports> {
    this.#isStarted = true;
    return this.#open();
  }

  async close(): Promise<void> {
    this.#isStarted = false;
    await this.#turn;
    await this.#shut();
  }

  /** Nobody gets in, and nobody stays, while the network lets nobody through. */
  async #followNetwork(): Promise<void> {
    const isReachable = this.node.faults.isReachable(this.node.network);
    if (!this.#isStarted || isReachable === (this.#api !== undefined)) return;
    await (isReachable ? this.#open() : this.#shut());
  }

  async #shut(): Promise<void> {
    const [api, ssh] = [this.#api, this.#ssh];
    [this.#api, this.#ssh] = [undefined, undefined];
    await api?.close();
    await ssh?.close();
  }

  async #open(): Promise<Ports> {
    const directory = `/etc/pve/nodes/${this.node.name}`;
    const certificate = this.#text(`${directory}/pve-ssl.pem`);
    const key = this.#text(`${directory}/pve-ssl.key`);
    this.#api = new ApiServer(this.node, this.call, this.router, this.traffic, {
      certificate,
      key,
    });
    const server = this.#api;
    const api = await onFreePort(this.ports.api, (port) => server.listen(port));
    this.#ssh = await onFreePort(this.ports.ssh, (port) =>
      startSshServer({
        hostKey: this.#text(sshHostKeyPath),
        port,
        shell: this.shell,
        files: this.node.files,
        rootPassword: this.node.facts.rootPassword,
        onConnection: () => (this.traffic.sshConnections += 1),
        onCommand: (command, drop) => this.#trouble(command, drop),
      }),
    );
    this.ports = { api, ssh: this.#ssh.port };
    return { api, ssh: this.#ssh.port };
  }

  get isListening(): boolean {
    return this.#isStarted;
  }

  async #trouble(command: string, drop: () => void): Promise<CommandTrouble> {
    this.traffic.commands += 1;
    await this.node.clock.travel();
    const fault = this.node.faults.atCommand(command);
    fault?.notify?.();
    if (fault?.delay !== undefined) {
      await new Promise<void>((resolve) => setTimeout(resolve, fault.delay));
    }
    if (fault?.drop === true) drop();
    return {
      isCutAfterwards: fault?.drop === "after",
      ...(fault?.answer !== undefined && { answer: fault.answer }),
    };
  }

  #text(path: string): string {
    return this.node.files.readText(path) ?? "";
  }
}

/** The wanted port, or one that the kernel chooses where somebody else has taken it meanwhile. */
async function onFreePort<T>(
  wanted: number | undefined,
  listen: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await listen(wanted ?? 0);
  } catch (error) {
    const isTaken = typeof error === "object" && error !== null && "code" in error;
    if (!isTaken || error.code !== "EADDRINUSE") throw error;
    return listen(0);
  }
}
