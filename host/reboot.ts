import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, CommandError, UnknownOutcomeError, UnreachableError, UserError } from "./errors";
import type { Host } from "./host";
import { runningGuestsScript } from "./scripts";

/** Seconds until a node has to answer again: firmware of servers takes minutes, guests are shut down before. */
const patience = 900;

/**
 * Restarts the node and waits until it is back, its guests started; those that ran and do not start with the node are
 * started again. Nothing happens where the node was restarted since it had `bootId`.
 *
 * @throws UserError for a node that does not come back in time
 */
export async function rebootNode(host: Host, bootId: string): Promise<void> {
  const { shell } = host;
  if ((await readBootId(host)) !== bootId) return host.forget();
  const before = await runningGuests(host);
  console.log(`node ${host.node}: restarts, and ${before.length} guests with it`);
  try {
    await shell.run(["systemctl", "reboot"]);
  } catch (error) {
    // The connection may go down before the answer is there.
    if (!isAway(error)) throw error;
  }
  const deadline = Date.now() + patience * 1000;
  let pause = 100;
  while (!(await isBack(host, bootId))) {
    if (Date.now() > deadline) {
      throw new UserError(
        `node ${host.node}: not back ${patience / 60} minutes after its restart. Look at its console, then run pulumi up again.`,
      );
    }
    await sleep(pause);
    pause = Math.min(pause * 2, 3_000);
  }
  const now = await runningGuests(host);
  for (const guest of before.filter((each) => !now.includes(each))) await startAgain(host, guest);
  host.forget();
}

/**
 * Starts a guest unless somebody else has by now. One that does not start is told and no more: what it lacks may be what
 * this very run is about to change, as a device that has another number now.
 */
async function startAgain(host: Host, guest: string): Promise<void> {
  const [program = "", vmid = ""] = guest.split(" ");
  try {
    await host.shell.run([program, "start", vmid]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if ((await runningGuests(host)).includes(guest)) return;
    console.log(
      `node ${host.node}: ${program} start ${vmid} fails after the restart: ${error.stderr.trim()}`,
    );
  }
}

/** Both doors are open, and the guests that start with the node have been started. */
async function isBack(host: Host, bootId: string): Promise<boolean> {
  try {
    if ((await readBootId(host)) === bootId) return false;
    await host.api.request("GET", "/version");
    // A unit that has done its work is active; it is not while guests are still being started.
    const state = await host.shell.run(
      ["bash", "-c", "systemctl is-active pve-guests.service || true"],
      { reads: true },
    );
    return state.trim() !== "activating";
  } catch (error) {
    if (isAway(error)) return false;
    throw error;
  }
}

async function readBootId(host: Host): Promise<string> {
  return (await host.shell.run(["cat", "/proc/sys/kernel/random/boot_id"], { reads: true })).trim();
}

async function runningGuests(host: Host): Promise<string[]> {
  const listed = await host.shell.script(runningGuestsScript(), [], { reads: true });
  return listed.split("\n").filter((line) => line !== "");
}

function isAway(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    error instanceof UnknownOutcomeError ||
    (error instanceof ApiError && error.status >= 500)
  );
}
