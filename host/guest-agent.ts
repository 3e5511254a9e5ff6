import { z } from "zod";
import { CommandError, UserError } from "./errors";
import { inMachineScript } from "./scripts";
import type { Shell } from "./ssh";

/** How a script is run in a virtual machine. */
export interface AgentRun {
  /** True for one that changes nothing; any other waits until no other one of ours is at work in the machine. */
  readonly reads: boolean;
  /** After these it is ended. */
  readonly seconds: number;
}

/** PVE::CLI::qm takes no more on standard input. */
const mostBytes = 1024 * 1024;

/** How long a script waits for others that are at work in the machine, as in-machine.sh says. */
const turnSeconds = 600;

/**
 * Runs a script in a virtual machine as its root, by QEMU's guest agent, and returns what it printed. Where the way to
 * the node breaks, the script goes on there; the next one waits for it.
 *
 * @throws CommandError where the script fails, takes longer, or no agent answers
 */
export async function runInMachine(
  shell: Shell,
  vmid: number,
  script: string,
  { reads, seconds }: AgentRun,
): Promise<string> {
  const size = Buffer.byteLength(script);
  if (size > mostBytes) {
    throw new UserError(
      `What is to be run in virtual machine ${vmid} has ${size} bytes, and its guest agent is given ${mostBytes} at most.`,
    );
  }
  const limit = seconds + (reads ? 10 : turnSeconds + 10);
  const argv = ["qm", "guest", "exec", String(vmid), "--timeout", String(limit)];
  const command = ["--pass-stdin", "1", "--", ...inMachineArgv(seconds, reads)];
  const said = await shell.run([...argv, ...command], { stdin: script, reads });
  const answer = answerSchema.parse(JSON.parse(said));
  const title = `qm guest exec ${vmid} -- bash -s`;
  if (!("exited" in answer)) {
    throw new CommandError(title, 124, `it did not end within ${limit} seconds`);
  }
  const out = Buffer.from(answer["out-data"] ?? "", "base64").toString("utf8");
  if (answer["out-truncated"] === 1) {
    throw new CommandError(title, 1, "it printed more than the guest agent passes on (16 MiB)");
  }
  if (answer.exitcode === 0) return out;
  throw new CommandError(title, answer.exitcode ?? 1, complaintOf(answer, seconds), out);
}

/** What the agent is told to run; the script comes on standard input. */
function inMachineArgv(seconds: number, reads: boolean): string[] {
  const words = [String(seconds), reads ? "beside" : "alone"];
  return ["/bin/bash", "-c", inMachineScript(), "phoenix", ...words];
}

/** As `guest-exec-status` answers it (qga/qapi-schema.json), or the pid of what goes on. */
const answerSchema = z.union([
  z.object({
    exited: z.literal(1),
    exitcode: z.int().optional(),
    signal: z.int().optional(),
    "out-data": z.string().optional(),
    "err-data": z.string().optional(),
    "out-truncated": z.int().optional(),
  }),
  z.object({ pid: z.int() }),
]);

function complaintOf(
  {
    exitcode,
    "err-data": said = "",
  }: { readonly exitcode?: number | undefined; readonly "err-data"?: string | undefined },
  seconds: number,
): string {
  if (exitcode === 124) return `${said}it did not end within ${seconds} seconds`;
  if (exitcode === 75) return `${said}something else of Phoenix is still at work in the machine`;
  return exitcode === undefined ? `${said}it was killed` : said;
}
