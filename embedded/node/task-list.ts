import { failure, messageOf } from "../api/api-error";
import type { Faults, TaskFault } from "../faults";
import type { Clock } from "./clock";
import type { Task } from "./task";
import { printUpid } from "./upid";

/** What a worker can do to its task. */
export interface Worker {
  /** A line of the task's log. */
  print(line: string): void;
  /** A warning that the task's end counts (`WARNINGS: n` is a success). */
  warn(text: string): void;
  /** Lets the time pass that the real work takes; throws once the task is stopped. */
  takes(milliseconds: number): Promise<void>;
}

/** The tasks of a node: forked workers with a log, as PVE::RESTEnvironment::fork_worker makes them. */
export class TaskList {
  readonly #tasks: Task[];
  readonly #stops = new Map<string, () => void>();
  readonly #running = new Set<Promise<void>>();

  /** `known` are the tasks of an earlier process; what ran then has died with it. */
  constructor(
    private readonly node: string,
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly ended: (task: Task) => void,
    known: readonly Task[] = [],
  ) {
    this.#tasks = known.map((task) =>
      task.endtime === undefined
        ? { ...task, endtime: clock.seconds(), exitstatus: "unexpected status" }
        : task,
    );
  }

  /** Starts a worker and returns its UPID; the work begins once the answer is under way. */
  start(
    type: string,
    id: string,
    user: string,
    work: (worker: Worker) => Promise<void> | void,
  ): string {
    const upid = {
      ...{ node: this.node, pid: this.clock.nextPid(), pstart: this.clock.jiffies() },
      ...{ starttime: this.clock.seconds(), type, id, user },
    };
    const task: Task = { ...upid, upid: printUpid(upid), log: [] };
    this.#tasks.push(task);
    const run = this.#run(task, work).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return task.upid;
  }

  /** All tasks, the youngest first. */
  list(): Task[] {
    return [...this.#tasks].reverse();
  }

  find(upid: string): Task | undefined {
    return this.#tasks.find((task) => task.upid === upid);
  }

  /** What DELETE of a task does: the worker is interrupted. */
  stop(upid: string): void {
    this.#stops.get(upid)?.();
  }

  /** When no task runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  toJSON(): Task[] {
    return this.#tasks.slice(-500);
  }

  async #run(task: Task, work: (worker: Worker) => Promise<void> | void): Promise<void> {
    let warnings = 0;
    let stop: () => void = ignore;
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = () => reject(new Error("received interrupt"));
    });
    stopped.catch(ignore);
    this.#stops.set(task.upid, stop);
    const worker: Worker = {
      print: (line) => void task.log.push(line),
      warn: (text) => {
        warnings += 1;
        task.log.push(`WARN: ${text}`);
      },
      takes: async (milliseconds) => {
        await suffer();
        await Promise.race([this.clock.work(milliseconds), stopped]);
      },
    };
    let fault: TaskFault | undefined;
    // In the middle of the work, which cleans up after itself when it fails.
    const suffer = async (): Promise<void> => {
      const mine = fault;
      fault = undefined;
      if (mine !== undefined) await this.#suffer(mine, task, worker, stopped);
    };
    try {
      await this.clock.pause(0);
      fault = this.faults.atTask(task);
      await work(worker);
      await suffer();
      this.#end(task, warnings === 0 ? "OK" : `WARNINGS: ${warnings}`, "TASK ");
    } catch (error) {
      this.#end(task, messageOf(error), "TASK ERROR: ");
    }
  }

  /** Has the trouble that is ordered for a task. */
  async #suffer(
    fault: TaskFault,
    task: Task,
    worker: Worker,
    stopped: Promise<never>,
  ): Promise<void> {
    if (fault.error !== undefined) throw failure(fault.error);
    if (fault.warning !== undefined) worker.warn(fault.warning);
    if (fault.vanishes === true) this.#tasks.splice(this.#tasks.indexOf(task), 1);
    if (fault.warning === undefined && fault.vanishes !== true) await stopped;
  }

  #end(task: Task, exitstatus: string, prefix: string): void {
    this.#stops.delete(task.upid);
    task.log.push(`${prefix}${exitstatus}`);
    task.endtime = this.clock.seconds();
    task.exitstatus = exitstatus;
    this.ended(task);
  }
}

function ignore(): void {
  return;
}
