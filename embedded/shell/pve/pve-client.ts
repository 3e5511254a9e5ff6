import { setTimeout as sleep } from "node:timers/promises";
import type { ApiAnswer, ApiCall, ExecResult, Json } from "../../contract";
import { ProgramError } from "../../contract";

/** Parameters of an API request. */
export type Params = Record<string, string | number | boolean>;

/** How a finished worker task ended. */
export interface TaskEnd {
  readonly exitstatus: string;
  /** What the worker printed, without the closing line. */
  readonly log: readonly string[];
}

/** What pct, pvesm and pvesh have of the API: requests as root@pam, in process. */
export class PveClient {
  #warnings = "";

  constructor(
    private readonly api: ApiCall,
    readonly node: string,
  ) {}

  /** Runs one command with a client of its own, whose warnings come before the command's own errors. */
  async command(
    run: (client: PveClient) => Promise<Partial<ExecResult> | string>,
  ): Promise<Partial<ExecResult>> {
    const own = new PveClient(this.api, this.node);
    try {
      const result = await run(own);
      const parts = typeof result === "string" ? { stdout: result } : result;
      return { ...parts, stderr: own.#warnings + (parts.stderr ?? "") };
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw new ProgramError(own.#warnings + error.message, error.exitCode);
    }
  }

  /** The answer whatever it is. */
  async request(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    params: Params = {},
  ): Promise<ApiAnswer> {
    const answer = await this.api("root@pam", method, path, params);
    this.#warnings += (answer.warnings ?? []).join("");
    return answer;
  }

  /** The data of a successful answer; a refusal becomes the error that PVE's command line programs print. */
  async call(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    params: Params,
    usage: string,
    command = "",
  ): Promise<Json> {
    const answer = await this.request(method, path, params);
    if (answer.status >= 400) throw refusal(answer, usage, command);
    return answer.data;
  }

  /** Waits for a worker to end, as a command line program does that runs its worker in the foreground. */
  async wait(upid: string): Promise<TaskEnd> {
    const path = `/nodes/${this.node}/tasks/${encodeURIComponent(upid)}`;
    for (let pause = 5; ; pause = Math.min(pause * 2, 200)) {
      const status = record((await this.request("GET", `${path}/status`)).data);
      if (status["status"] === "stopped") {
        const lines = (await this.request("GET", `${path}/log`, { limit: 5000 })).data;
        return { exitstatus: text(status["exitstatus"]), log: logLines(lines) };
      }
      await sleep(pause);
    }
  }
}

/** An answer of at least 400 as an error of a command line program. */
export function refusal(answer: ApiAnswer, usage: string, command = ""): ProgramError {
  const errors = Object.entries(answer.errors ?? {});
  const unknown = errors.find(([, why]) => why.startsWith("property is not defined in schema"));
  if (answer.status === 400 && unknown) {
    const [option] = unknown;
    return new ProgramError(`Unknown option: ${option}\n400 unable to parse option\n${usage}`, 255);
  }
  const message = (answer.message ?? answer.reason).replace(/\n$/, "");
  if (errors.length > 0) {
    const listed = errors
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, why]) => `${name}: ${why}\n`)
      .join("");
    const exitCode = errnoOf(errors.map(([, why]) => why.trim()).join("\n"));
    if (answer.status !== 400) return new ProgramError(`${message}\n${listed}`, exitCode);
    return new ProgramError(`400 ${message}\n${listed}${usage}`, exitCode);
  }
  const coded = answer.status === 500 ? message : `${answer.status} ${message}`;
  return new ProgramError(coded, errnoOf(message, command));
}

/** PVE's programs exit with errno as it was when they died: ENOENT for what was looked for in vain, 1 after a command. */
export function errnoOf(message: string, command = ""): number {
  if (command === "clone" && failedClone.test(message)) return 2;
  if (message.startsWith("create user failed: ")) return 2;
  if (/^Configuration file '.*' does not exist$/.test(message)) {
    return ["start", "snapshot"].includes(command) ? 255 : 2;
  }
  if (/hotplug.*bridge '.*' does not exist$|^Device .* does not exist$/m.test(message)) return 2;
  if (/hotplug.*directory '.*' does not exist$/m.test(message)) return 1;
  if (message.startsWith("illegal name")) return 25;
  if (/is not online$/.test(message)) return 2;
  return /failed: exit code 1$|^zfs error: |cannot import '.*': no such pool available$/m.test(
    message,
  )
    ? 1
    : 255;
}

const failedClone =
  /^(Full clone of|Linked clone feature|parameter 'storage' not allowed|snapshot '.*' does not exist$)/;

/**
 * The arguments as PVE's Perl programs see them: without a UTF-8 locale each byte beyond ASCII becomes a replacement
 * character.
 */
export function perlArguments(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): string[] {
  if (isUtf8Locale(env)) return [...args];
  return args.map((arg) =>
    arg.replace(/[^\p{ASCII}]/gu, (char) => "\ufffd".repeat(Buffer.byteLength(char))),
  );
}

/** Whether a program of this environment reads and prints UTF-8. */
export function isUtf8Locale(env: Readonly<Record<string, string>>): boolean {
  return /utf-?8/i.test(env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "C");
}

/** An object of an answer; anything else is an empty one. */
export function record(value: Json | undefined): { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** A list of an answer's objects. */
export function records(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** A scalar of an answer as it is printed. */
export function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? value.toString() : "";
}

function logLines(data: Json): string[] {
  return records(data)
    .map((entry) => text(entry["t"]))
    .filter((line) => !/^TASK (OK|ERROR|WARNINGS)/.test(line) && line !== "no content");
}
