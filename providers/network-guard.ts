import { setTimeout as sleep } from "node:timers/promises";
import {
  CommandError,
  ConnectionError,
  TaskError,
  UnknownOutcomeError,
  UserError,
} from "../host/errors";
import type { Host } from "../host/host";
import { networkGuardScript } from "../host/scripts";
import { taskEnd } from "../host/tasks";
import { revertPending } from "./network-write";

/** What applying a change needs to know. */
export interface GuardedChange {
  /** SHA-256 of the file that will be in force. */
  readonly sha256: string;
  /** How long the node waits for us. */
  readonly seconds: number;
  /** Where the node is to be found afterwards, where that changes. */
  readonly address: string | undefined;
  /** In words, for whom it fails. */
  readonly what: string;
}

/** How often a node that does not answer is asked again, in milliseconds. */
const pause = 250;

/** How long the node may take for its way back once the time is over, in milliseconds. */
const rollbackPatience = 120_000;

/**
 * Applies what waits, under a guard: a timer on the node itself takes the change back, unless new connections to API
 * and shell stop it in time. So a change that cuts the node off, and a crash of ours, end where they began.
 */
export async function applyGuarded(host: Host, change: GuardedChange): Promise<void> {
  await guard(host, "arm", String(change.seconds), change.sha256);
  const deadline = Date.now() + change.seconds * 1000;
  let upid: string | undefined;
  try {
    upid = String(await host.api.request("PUT", `/nodes/${host.node}/network`));
  } catch (error) {
    // Without an answer it may have been applied; the node will tell, one way or the other.
    if (!(error instanceof UnknownOutcomeError) && !(error instanceof ConnectionError)) {
      await guard(host, "disarm");
      await revertPending(host);
      throw error;
    }
  }
  host.reconnect(change.address);
  const problem = await reachBefore(host, change.address, deadline, upid);
  if (problem === undefined && (await confirmed(host))) return;
  throw new UserError(await explainRollback(host, change, problem));
}

/** Keeps a change whose run ended before it said so: whoever asks for this has reached the node by it. */
export async function confirmEarlier(host: Host): Promise<void> {
  host.reconnect();
  await host.api.request("GET", "/version");
  await confirmed(host);
}

/** Undefined once both doors have answered and the change is in force; else what kept it from that. */
async function reachBefore(
  host: Host,
  address: string | undefined,
  deadline: number,
  upid: string | undefined,
): Promise<Error | undefined> {
  let problem: Error | undefined;
  while (Date.now() < deadline) {
    try {
      await host.api.request("GET", "/version");
      await host.shell.run(["true"], { reads: true });
      problem = new Error("the node is still at work on it (task srvreload)");
      if (upid === undefined || (await taskEnd(host.api, host.node, upid))) return undefined;
    } catch (error) {
      if (error instanceof TaskError) return error;
      if (!(error instanceof ConnectionError || error instanceof UnknownOutcomeError)) throw error;
      problem = error;
      host.reconnect(address);
    }
    await sleep(pause);
  }
  return problem ?? new Error("there was no time to ask it");
}

/** Stops the timer; false where it was faster. */
async function confirmed(host: Host): Promise<boolean> {
  try {
    await guard(host, "confirm");
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 3) return false;
    throw error;
  }
}

/** Has the node take the change back where it still answers, waits for it where not, and says what happened. */
async function explainRollback(
  host: Host,
  { seconds, what }: GuardedChange,
  problem: Error | undefined,
): Promise<string> {
  const failed = problem instanceof TaskError;
  if (failed) await guard(host, "rollback").catch(() => undefined);
  // From now on it is where it was.
  host.reconnect();
  const isBack = await rolledBack(host, Date.now() + rollbackPatience);
  const why = failed
    ? `Proxmox VE could not apply it (${problem.message.replace(/\n/g, "; ")})`
    : `the node could not be reached over new connections within ${seconds} s ` +
      `(${(problem?.message ?? "it was taken back, or changed by somebody else, before it was confirmed").replace(/\.$/, "")})`;
  const now = isBack
    ? "The node has its former /etc/network/interfaces again, and is reached by it."
    : `The node takes it back by itself, but does not answer yet: look at its console (systemctl status ${unit}).`;
  return (
    `network: the change was rolled back: ${why}.\nTried was: ${what}.\n${now} ` +
    "Correct the declaration and run again" +
    (failed ? "." : ", or give it more time with network.rollback_seconds.")
  );
}

const unit = "phoenix-network-rollback";

async function rolledBack(host: Host, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    try {
      const outcome = await host.shell.script(networkGuardScript(), ["outcome"], { reads: true });
      await host.api.request("GET", "/version");
      if (outcome.trim() !== "") return true;
    } catch (error) {
      if (!(error instanceof ConnectionError || error instanceof UnknownOutcomeError)) throw error;
      host.reconnect();
    }
    await sleep(pause);
  }
  return false;
}

async function guard(host: Host, ...args: readonly string[]): Promise<void> {
  await host.shell.script(networkGuardScript(), args);
}
