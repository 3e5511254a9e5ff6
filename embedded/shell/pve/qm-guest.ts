import { messageOf } from "../../api/api-error";
import { ProgramError } from "../../contract";
import { lastValue, parseOptions } from "../options";
import type { ProgramIo } from "../program";
import type { AgentShells } from "./guest-shell";

/** `qm guest exec VMID [OPTIONS] -- COMMAND…` (PVE::CLI::qm): exits with 0 whatever the command exits with. */
export async function guestExec(
  node: string,
  shells: AgentShells,
  args: readonly string[],
  io: ProgramIo,
): Promise<string> {
  const at = args.indexOf("--");
  const [before, command] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
  const parsed = parseOptions(before, {
    short: "",
    long: ["timeout=", "pass-stdin=", "synchronous="],
    unknown: (option) => new ProgramError(`Unknown option: ${option}\n${usage}`, 255),
  });
  const [vmid, ...rest] = parsed.rest;
  if (vmid === undefined) throw new ProgramError(`400 not enough arguments\n${usage}`, 255);
  const passes = /^(?:1|yes|on|true)$/i.test(lastValue(parsed, "pass-stdin") ?? "");
  if (passes && io.stdin.length > mebibyte) {
    throw new ProgramError("'input-data' (STDIN) is limited to 1 MiB, aborting", 255);
  }
  try {
    const argv = [...rest, ...command];
    const stdin = passes ? io.stdin : "";
    const signal = io.signal && { signal: io.signal };
    const result = await shells.execInMachine(Number(vmid), argv, { stdin, ...signal });
    return printed(result);
  } catch (error) {
    if (error instanceof ProgramError) throw error;
    const message = messageOf(error).replace(/\n$/, "");
    const isGone = message.includes(`${node}/qemu-server/${vmid}.conf' does not exist`);
    throw new ProgramError(message, isGone ? 2 : 255);
  }
}

const mebibyte = 1024 * 1024;

const usage = "qm guest exec <vmid> [<extra-args>] [OPTIONS]";

/** As JSON.pm prints it, with `pretty` and `canonical`. */
function printed({
  stdout,
  stderr,
  exitCode,
}: {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}): string {
  const members = [
    ...(stderr === "" ? [] : [`"err-data" : ${JSON.stringify(stderr)}`]),
    `"exitcode" : ${exitCode}`,
    '"exited" : 1',
    ...(stdout === "" ? [] : [`"out-data" : ${JSON.stringify(stdout)}`]),
  ];
  return `{\n   ${members.join(",\n   ")}\n}\n`;
}
