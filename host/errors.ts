/**
 * A mistake of the user's, or a state of the host, that a person has to do something about. Its message is the
 * whole story; it is printed without a stack.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** The host, or one of its two doors, cannot be used at all; every resource would fail for this one cause. */
export class ConnectionError extends UserError {
  override readonly name: string = "ConnectionError";
}

/** Nobody answers at the host's address. */
export class UnreachableError extends ConnectionError {
  override readonly name: string = "UnreachableError";

  constructor(
    message: string,
    options?: ErrorOptions,
    /** True where the machine is there, and nothing listens at the port. */
    readonly wasRefused = false,
  ) {
    super(message, options);
  }
}

/** A command on the node that ended with another exit code than 0. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";

  constructor(
    /** What was run, as a person would type it. */
    readonly command: string,
    readonly exitCode: number,
    readonly stderr: string,
    readonly stdout = "",
  ) {
    const what = lacksSpace(stderr)
      ? `The node has no space left for what this writes; ${makeRoom}`
      : `Command failed with exit code ${exitCode}`;
    super(`${what}: ${shorten(command)}\n${stderr.trim()}`.trim());
  }
}

/** What a person does about a full file system. */
export const makeRoom =
  "make room there (df -h tells where it is missing) and run the same command again";

/** Whether a program complains of a file system that is full (ENOSPC), or of a quota of one (EDQUOT). */
export function lacksSpace(stderr: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(stderr);
}

/** A refusal by the Proxmox VE API. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";

  constructor(
    readonly method: string,
    readonly path: string,
    /** HTTP status; 595 and 596 are pveproxy's own for a dead or slow pvedaemon. */
    readonly status: number,
    /** The reason phrase, where PVE puts its message. */
    readonly reason: string,
    /** Messages by parameter, of a 400. */
    readonly errors: Readonly<Record<string, string>> = {},
  ) {
    const details = Object.entries(errors).map(([name, text]) => `\n  ${name}: ${text.trim()}`);
    super(`${method} ${path}: ${status} ${reason.trim()}${details.join("")}`);
  }
}

/** A worker task on the node that did not end well. */
export class TaskError extends Error {
  override readonly name: string = "TaskError";

  constructor(
    readonly upid: string,
    readonly exitStatus: string,
    /** The last lines of its log. */
    log: readonly string[],
  ) {
    const type = upid.split(":")[5] ?? "task";
    super([`Task ${type} failed: ${exitStatus}`, ...log].join("\n  "));
  }
}

/** A worker task of which nobody knows any more how it ended. */
export class LostTaskError extends UserError {
  override readonly name: string = "LostTaskError";

  constructor(readonly upid: string) {
    const [, , , , , type = "", id = ""] = upid.split(":");
    const of = id === "" ? "" : ` of ${id}`;
    super(
      `Task ${type}${of}: the node has no record of it any more (its log was removed, or the node was set up anew), ` +
        "so that nobody can tell how it ended. Just run the same command again: it looks at what is there, and goes on from that.",
    );
  }
}

/** A write that was sent and whose answer never came: it may have been done. Read before repeating it. */
export class UnknownOutcomeError extends Error {
  override readonly name: string = "UnknownOutcomeError";
}

function shorten(command: string): string {
  // What every command has before it is no part of what a person would type.
  const typed = command.replace(/^LC_ALL=\S+ /, "");
  const line = typed.split("\n", 1)[0] ?? "";
  return line === typed && line.length <= 200 ? line : `${line.slice(0, 200)} …`;
}
