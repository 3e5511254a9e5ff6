import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../host/host";

/** A lock on a guest, and the tasks that could take it away. */
export interface GuestLock {
  readonly kind: "containers" | "virtualMachines";
  readonly vmid: number;
  readonly locks: readonly string[];
  readonly tasks: RegExp;
}

/** Waits until a lock is gone; false where no task works that could take it away. */
export async function untilUnlocked(
  host: Host,
  { kind, vmid, locks, tasks }: GuestLock,
): Promise<boolean> {
  // A lock is there a moment before its task is.
  for (let idle = 0; idle < 2;) {
    const inspection = await host.inspect([kind, "activeTasks"]);
    const lock = inspection[kind].get(vmid)?.config.current.values["lock"];
    if (lock === undefined || !locks.includes(lock)) return true;
    idle = inspection.activeTasks.some((upid) => tasks.test(upid)) ? 0 : idle + 1;
    await sleep(500);
    host.forget();
  }
  return false;
}
