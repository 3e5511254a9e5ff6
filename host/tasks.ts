import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api";
import { ApiError, LostTaskError, TaskError } from "./errors";
import { silence, tell } from "./progress";
import { TaskProgress } from "./task-progress";

interface TaskStatus {
  readonly status: "running" | "stopped";
  readonly exitstatus?: string;
}

/** How long a task may take before it counts as hung, in milliseconds: copying a large rootfs takes its time. */
const patience = 3_600_000;

/**
 * Waits for a worker task and returns when it ended well: `OK`, or `WARNINGS: n`, with which systemd 257 guests
 * always start (PVE/UPID.pm, upid_status_is_error). Of one that takes long it tells how far it is.
 *
 * @throws TaskError with the last lines of its log, LostTaskError where the node has forgotten it
 */
export async function waitForTask(api: Api, node: string, upid: string): Promise<void> {
  const started = Date.now();
  const progress = new TaskProgress(api, node, upid);
  let told = started;
  for (;;) {
    if (await taskEnd(api, node, upid)) return;
    const now = Date.now();
    if (now - started > patience) {
      throw new TaskError(upid, `still running after ${patience / 60_000} minutes`, []);
    }
    if (now - told > silence) {
      told = now;
      // What is told is a comfort: that it cannot be had is no reason to stop.
      await progress.line(now - started).then(tell, () => undefined);
    }
    // Its end is seen a tenth late at most, however long it takes: others may wait for the lock that it holds.
    await sleep(Math.min(2_000, Math.max(50, (now - started) / 10)));
  }
}

/**
 * Whether a worker task has ended well; false while it runs.
 *
 * @throws TaskError and LostTaskError as waitForTask does
 */
export async function taskEnd(api: Api, node: string, upid: string): Promise<boolean> {
  const path = `/nodes/${node}/tasks/${encodeURIComponent(upid)}`;
  const task = await api.request("GET", `${path}/status`).then(
    (answer) => answer as TaskStatus,
    (error: unknown) => {
      // PVE/API2/Tasks.pm, read_task_status: there is no such parameter, where there is no file of the task.
      const isGone = error instanceof ApiError && error.errors["upid"] !== undefined;
      throw isGone ? new LostTaskError(upid) : error;
    },
  );
  if (task.status !== "stopped") return false;
  const exit = task.exitstatus ?? "unexpected status";
  if (exit === "OK" || exit.startsWith("WARNINGS: ")) return true;
  throw new TaskError(upid, exit, await lastLines(api, path));
}

async function lastLines(api: Api, path: string): Promise<string[]> {
  const lines = (await api.request("GET", `${path}/log`, { limit: 500 })) as { t: string }[];
  return lines
    .map(({ t }) => t)
    .filter((text) => text.trim() !== "" && text !== "no content")
    .slice(-5);
}
