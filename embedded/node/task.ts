import type { Json } from "../contract";
import type { Upid } from "./upid";

/** One task as it is kept: what it is, what it printed and how it ended. */
export interface Task extends Upid {
  readonly upid: string;
  readonly log: string[];
  /** Seconds since the epoch; absent while it runs. */
  endtime?: number;
  /** `OK`, `WARNINGS: n` or the text of the error; absent while it runs. */
  exitstatus?: string;
}

/** The user of a task and, apart, the token. */
export function taskUser(task: Upid): { user: string; tokenid?: string } {
  const [user = "", tokenid] = task.user.split("!");
  return tokenid === undefined ? { user } : { user, tokenid };
}

/** What GET /nodes/N/tasks/UPID/status answers. */
export function taskStatus(task: Task): Record<string, Json> {
  const { upid, node, pid, pstart, starttime, type, id } = task;
  return {
    ...{ upid, node, pid, pstart, starttime, type, id, ...taskUser(task) },
    status: task.endtime === undefined ? "running" : "stopped",
    ...(task.exitstatus === undefined ? {} : { exitstatus: task.exitstatus }),
  };
}
