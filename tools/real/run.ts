import { spawn } from "node:child_process";

/**
 * Runs a program to its end.
 *
 * @throws Error with what it said, where it ends with another exit code than 0
 */
export function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const said: Buffer[] = [];
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve(Buffer.concat(output).toString("utf8"));
      const words = Buffer.concat(said).toString("utf8").trim();
      reject(new Error(`${program} ended with ${code ?? "a signal"}: ${words}`));
    });
  });
}

/** The same, with its output shown as it comes; the signal kills it. */
export function inherit(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], env });
    signal?.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
