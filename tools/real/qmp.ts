import net from "node:net";

/** The door through which QEMU is steered (QEMU Machine Protocol). */
export interface Qmp {
  /** @throws Error with what QEMU says, or when it ends meanwhile */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** A command of QEMU's monitor, and what it prints: for what QMP has no command for. */
  monitor(line: string): Promise<string>;
  close(): void;
}

interface Reply {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Connects to the socket that QEMU listens at, which takes one client at a time. */
export async function openQmp(socketPath: string): Promise<Qmp> {
  const socket = net.connect(socketPath);
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (e: Error) => void }
  >();
  let last = 0;
  let buffered = "";
  const greeted = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      const lines = (buffered + chunk.toString("utf8")).split("\n");
      buffered = lines.pop() ?? "";
      for (const line of lines) {
        const reply = JSON.parse(line) as Reply;
        if ("QMP" in reply) resolve();
        const asker = waiting.get(reply.id ?? 0);
        if (asker === undefined) continue;
        waiting.delete(reply.id ?? 0);
        if (reply.error === undefined) asker.resolve(reply.return);
        else asker.reject(new Error(`QEMU: ${reply.error.desc}`));
      }
    });
    socket.once("close", () => {
      const end = new Error("QEMU has ended.");
      reject(end);
      for (const { reject: give } of waiting.values()) give(end);
      waiting.clear();
    });
  });
  await greeted;
  const execute = (command: string, args: Readonly<Record<string, unknown>> = {}) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id: last })}\n`);
    });
  await execute("qmp_capabilities");
  return {
    execute,
    monitor: async (line) =>
      String(await execute("human-monitor-command", { "command-line": line })),
    close: () => socket.destroy(),
  };
}
