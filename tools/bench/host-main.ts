import { EmbeddedHost } from "../../embedded/host";
import type { Question, Reply } from "./host-process";

/** The embedded host as a process of its own, in memory, which does what its parent asks. */
async function main(): Promise<void> {
  const host = EmbeddedHost.open({ speed: 0 });
  process.on("message", (question: Question) => {
    void answer(host, question).then(
      (value) => send({ id: question.id, value }),
      (error: unknown) => send({ id: question.id, error: String(error) }),
    );
  });
  process.on("disconnect", () => process.exit(0));
  send({ id: 0, value: { connection: await host.listen(), key: host.sshKey } });
}

async function answer(host: EmbeddedHost, { pace, commands }: Question): Promise<unknown> {
  Object.assign(host.pace, pace);
  for (const command of commands ?? []) {
    const { exitCode, stderr } = await host.exec(command);
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
  }
  return { ...host.traffic };
}

function send(reply: Reply): void {
  process.send?.(reply);
}

void main();
