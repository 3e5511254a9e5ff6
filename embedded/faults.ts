import type { ExecResult } from "./contract";
import type { KernelNetwork } from "./network/kernel-network";
import type { Task } from "./node/task";

/** A trouble with a request: the first that matches applies, `times` times. */
export interface RequestFault {
  readonly method?: string;
  /** Matched against the path without `/api2/json`. */
  readonly path?: RegExp;
  /** Only requests that would change something. */
  readonly mutating?: boolean;
  /** Lets this many matching requests pass first; 0 by default. */
  readonly after?: number;
  /** How often it applies; once by default. */
  readonly times?: number;
  /** Milliseconds before the request is looked at. */
  readonly delay?: number;
  /** The connection is cut before the request is processed, after that instead of an answer, or in mid-answer. */
  readonly drop?: "before" | "after" | "midway";
  /** Answered instead of the truth: 401, 403, 500, 595, 596 … */
  readonly status?: number;
  readonly reason?: string;
  /** The request is processed all the same, as a real one whose answer took longer than 30 s (596). */
  readonly processed?: boolean;
  /** Called when it applies: a place to kill a client. */
  readonly notify?: () => void;
}

/** A trouble with a command over SSH. */
export interface CommandFault {
  readonly command?: RegExp;
  readonly after?: number;
  readonly times?: number;
  /** Milliseconds. */
  readonly delay?: number;
  /** The connection is cut before the command runs, or after that instead of an answer. */
  readonly drop?: boolean | "after";
  /** Answered instead of running the command. */
  readonly answer?: ExecResult;
  readonly notify?: () => void;
}

/** A trouble with a task: it fails at once, warns, cannot be asked for, or never ends. */
export interface TaskFault {
  /** The worker's type: `vzcreate`, `vzclone` … */
  readonly type?: string;
  readonly id?: string;
  readonly after?: number;
  readonly times?: number;
  /** The text it fails with. */
  readonly error?: string;
  /** What it warns of before it does its work. */
  readonly warning?: string;
  /** It does its work, and nobody finds it any more, as after its log was removed. */
  readonly vanishes?: boolean;
}

interface Armed<T> {
  readonly fault: T;
  passing: number;
  left: number;
}

/** The troubles that a test has ordered; none by default. */
export class Faults {
  readonly #requests: Armed<RequestFault>[] = [];
  readonly #commands: Armed<CommandFault>[] = [];
  readonly #tasks: Armed<TaskFault>[] = [];
  readonly #full = new Set<string>();
  #struck = 0;
  #passes: ((network: KernelNetwork) => boolean) | undefined;

  onRequest(fault: RequestFault): void {
    this.#requests.push(arm(fault));
  }

  onCommand(fault: CommandFault): void {
    this.#commands.push(arm(fault));
  }

  onTask(fault: TaskFault): void {
    this.#tasks.push(arm(fault));
  }

  /** Every allocation on the storage fails for want of space, until it is freed again. */
  fill(storage: string): void {
    this.#full.add(storage);
  }

  /** API and SSH are reached only while the node's network is like this; connections are cut as soon as it is not. */
  reachableWhile(passes: (network: KernelNetwork) => boolean): void {
    this.#passes = passes;
  }

  isReachable(network: KernelNetwork): boolean {
    return this.#passes?.(network) ?? true;
  }

  clear(): void {
    this.#passes = undefined;
    this.#requests.length = 0;
    this.#commands.length = 0;
    this.#tasks.length = 0;
    this.#full.clear();
  }

  isFull(storage: string): boolean {
    const isFull = this.#full.has(storage);
    if (isFull) this.#struck += 1;
    return isFull;
  }

  /** Whether a trouble waits for somebody. */
  get isArmed(): boolean {
    const all = [...this.#requests, ...this.#commands, ...this.#tasks];
    return this.#full.size > 0 || all.some(({ left }) => left > 0);
  }

  /** How often a trouble has met somebody so far. */
  get struck(): number {
    return this.#struck;
  }

  /** The trouble that this request is to have. */
  atRequest(method: string, path: string): RequestFault | undefined {
    return this.#take(
      this.#requests,
      (fault) =>
        (fault.method ?? method) === method &&
        (fault.path?.test(path) ?? true) &&
        (!fault.mutating || method !== "GET"),
    );
  }

  /** The trouble that this command is to have. */
  atCommand(command: string): CommandFault | undefined {
    return this.#take(this.#commands, (fault) => fault.command?.test(command) ?? true);
  }

  /** The trouble that this task is to have; without anything else said it hangs. */
  atTask(task: Task): TaskFault | undefined {
    return this.#take(
      this.#tasks,
      ({ type, id }) => (type ?? task.type) === task.type && (id ?? task.id) === task.id,
    );
  }

  #take<T>(armed: Armed<T>[], matches: (fault: T) => boolean): T | undefined {
    const fault = take(armed, matches);
    if (fault !== undefined) this.#struck += 1;
    return fault;
  }
}

function arm<T extends { after?: number; times?: number }>(fault: T): Armed<T> {
  return { fault, passing: fault.after ?? 0, left: fault.times ?? 1 };
}

function take<T>(armed: Armed<T>[], matches: (fault: T) => boolean): T | undefined {
  for (const each of armed) {
    if (each.left === 0 || !matches(each.fault)) continue;
    if (each.passing > 0) {
      each.passing -= 1;
      continue;
    }
    each.left -= 1;
    return each.fault;
  }
  return undefined;
}
