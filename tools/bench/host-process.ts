import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { Connection } from "../../embedded/connection";
import type { Pace, Traffic } from "../../embedded/node/pace";

/** What the host is asked to do, in this order: go at another pace, run commands, tell of its traffic. */
export interface Question {
  readonly id: number;
  readonly pace?: Pace;
  readonly commands?: readonly string[];
}

/** What it says to it; the first one, unasked, is how it is reached. */
export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const root = path.resolve(__dirname, "../..");

/** An embedded host in a process of its own, as a real one is on a machine of its own. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, (reply: Reply) => void>();
  #last = 0;

  private constructor() {
    this.#child = fork(path.join(__dirname, "host-main.ts"), {
      cwd: root,
      execArgv: ["--require", path.join(root, "providers/typescript.cjs")],
    });
    this.#child.on("message", (reply: Reply) => this.#asked.get(reply.id)?.(reply));
    this.#child.once("exit", () => {
      for (const settle of this.#asked.values()) settle({ id: 0, error: "the host has ended" });
    });
  }

  /** Starts one, with a freshly installed node; tells how it is reached. */
  static async start(): Promise<{ host: HostProcess; connection: Connection; key: string }> {
    const host = new HostProcess();
    const { connection, key } = (await host.#reply(0)) as { connection: Connection; key: string };
    return { host, connection, key };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async ask(question: Omit<Question, "id">): Promise<Traffic> {
    const id = (this.#last += 1);
    const reply = this.#reply(id);
    this.#child.send({ ...question, id });
    return (await reply) as Traffic;
  }

  async #reply(id: number): Promise<unknown> {
    const reply = await new Promise<Reply>((resolve) => this.#asked.set(id, resolve));
    this.#asked.delete(id);
    if (reply.error !== undefined) throw new Error(`The embedded host: ${reply.error}`);
    return reply.value;
  }

  stop(): void {
    this.#child.kill();
  }
}
