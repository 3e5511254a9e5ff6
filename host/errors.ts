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
    super(
      `Command failed with exit code ${exitCode}: ${shorten(command)}\n${stderr.trim()}`.trim(),
    );
  }
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

/** A write that was sent and whose answer never came: it may have been done. Read before repeating it. */
export class UnknownOutcomeError extends Error {
  override readonly name: string = "UnknownOutcomeError";
}

function shorten(command: string): string {
  const line = command.split("\n", 1)[0] ?? "";
  return line === command && line.length <= 200 ? line : `${line.slice(0, 200)} …`;
}
