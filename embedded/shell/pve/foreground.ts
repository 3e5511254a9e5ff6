import type { ExecResult } from "../../contract";
import type { PveClient } from "./pve-client";
import { errnoOf } from "./pve-client";

/** What the worker printed, and its error as the program's own. */
export async function foreground(
  client: PveClient,
  upid: string,
  command: string,
): Promise<Partial<ExecResult>> {
  const { exitstatus, log } = await client.wait(upid);
  const stdout = log.map((line) => `${line}\n`).join("");
  if (exitstatus === "OK" || exitstatus.startsWith("WARNINGS")) return { stdout };
  return { stdout, stderr: `${exitstatus}\n`, exitCode: errnoOf(exitstatus, command) };
}
