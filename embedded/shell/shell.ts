import { Bash, defineCommand, getCommandNames, latin1FromBytes } from "just-bash";
import type { CommandName, ResolvedCommandContext } from "just-bash";
import type { ExecResult } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { normalizePath } from "../files/paths";
import { ShellFileSystem } from "../files/shell-file-system";
import type { Program, ProgramIo, SpawnOptions } from "./program";
import { runProgram } from "./program";
import { quoteWords } from "./quote";
import { TrapTable } from "./trap";

/** What a shell runs on: the embedded host, or one of its guests. */
export interface Machine {
  readonly files: MountedFiles;
  /** Programs of ours by name; each exists where the machine's tree has a file of its name. */
  readonly programs: ReadonlyMap<string, Program>;
  hostname(): string;
  /** The environment of a login as root. */
  readonly env: Readonly<Record<string, string>>;
  /** Told of every change, in one line. */
  record(what: string): void;
}

/** Runs scripts on a machine. Every run has its own interpreter, so that runs do not see each other's variables. */
export class Shell {
  constructor(private readonly machine: Machine) {}

  /** Runs a script as `bash -c SCRIPT NAME ARGS…` does. */
  async run(script: string, options: SpawnOptions = {}): Promise<ExecResult> {
    const traps = new TrapTable();
    const bash = this.#interpreter(traps, options);
    const env = this.#environment(options);
    const first = await this.#execute(bash, script, env, options);
    const handler = traps.exitHandler();
    if (handler === undefined) return first;
    return this.#atExit(bash, script, handler, first, options);
  }

  /** Starts one program with its arguments, without a shell's expansions. */
  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<ExecResult> {
    return this.run(quoteWords(argv), options);
  }

  #environment(options: SpawnOptions): Record<string, string> {
    const args = options.args ?? [];
    const positional: Record<string, string> = {
      "0": options.name ?? "bash",
      "#": args.length.toString(),
      "@": args.join(" "),
      "*": args.join(" "),
    };
    args.forEach((arg, index) => (positional[(index + 1).toString()] = arg));
    const base = options.cleanEnv ? {} : this.machine.env;
    return { ...base, ...options.env, ...positional };
  }

  async #execute(
    bash: Bash,
    script: string,
    env: Record<string, string>,
    options: SpawnOptions,
  ): Promise<ExecResult & { env: Record<string, string> }> {
    return bash.exec(script.replace(/^#!.*/, ""), {
      env,
      rawScript: true,
      stdin: options.stdin ?? "",
      stdinKind: "bytes",
      ...(options.signal && { signal: options.signal }),
    });
  }

  /** The EXIT handler sees the variables and functions that the script leaves behind, and may change the status. */
  async #atExit(
    bash: Bash,
    script: string,
    handler: string,
    first: ExecResult & { env: Record<string, string> },
    options: SpawnOptions,
  ): Promise<ExecResult> {
    const status = `(exit ${first.exitCode})`;
    const source = `${TrapTable.functionsOf(script)}\n${status}\n${handler}`;
    const last = await this.#execute(bash, source, first.env, { ...options, stdin: "" });
    const exits = /\bexit\b/.test(handler) ? last.exitCode : first.exitCode;
    return {
      stdout: first.stdout + last.stdout,
      stderr: first.stderr + last.stderr,
      exitCode: exits,
    };
  }

  #interpreter(traps: TrapTable, options: SpawnOptions): Bash {
    const { files } = this.machine;
    const written = new Set<string>();
    const fs = new ShellFileSystem(files, (path) => {
      if (volatile.test(path) || written.has(path)) return;
      written.add(path);
      this.machine.record(`write ${path}`);
    });
    const present = (name: string) => isPresent(files, name);
    const builtIn = getCommandNames().filter((name) => always.has(name) || present(name));
    const commands = builtIn as CommandName[];
    const bash = new Bash({
      fs,
      commands,
      cwd: options.cwd ?? this.machine.env["HOME"] ?? "/",
      env: {},
      executionLimits: limits,
      // The scripts are our own program's and its user's, and no command here can run JavaScript.
      defenseInDepth: false,
      processInfo: { pid: nextPid(), ppid: 1, uid: 0, gid: 0 },
      customCommands: [
        this.#command("trap", (args) => traps.set(args), options),
        ...[...this.machine.programs].map(([name, program]) =>
          this.#command(name, program, options),
        ),
      ],
    });
    return bash;
  }

  #command(name: string, program: Program, options: SpawnOptions) {
    return defineCommand(name, async (args, context) => {
      if (!always.has(name) && name !== "trap" && !isPresent(this.machine.files, name)) {
        return { stdout: "", stderr: `bash: ${name}: command not found\n`, exitCode: 127 };
      }
      return runProgram(program, args, this.#io(name, args, context, options));
    });
  }

  #io(
    name: string,
    args: readonly string[],
    context: ResolvedCommandContext,
    options: SpawnOptions,
  ): ProgramIo {
    const stdin = latin1FromBytes(context.stdin);
    const env = { ...context.exportedEnv };
    const signal = context.signal ?? options.signal;
    const inherit = (given: SpawnOptions = {}): SpawnOptions => ({
      cwd: context.cwd,
      ...(signal && { signal }),
      ...given,
      env: given.cleanEnv ? { ...given.env } : { ...env, ...given.env },
    });
    return {
      name,
      files: this.machine.files,
      cwd: context.cwd,
      env,
      stdin,
      signal,
      path: (path) => normalizePath(path, context.cwd),
      spawn: (argv, given) => this.spawn(argv, inherit(given)),
      shell: (script, given) => this.run(script, inherit(given)),
      record: (what) => this.machine.record(what ?? quoteWords([name, ...args])),
    };
  }
}

/** Standard input of a program as text. */
export function stdinText(stdin: string): string {
  return Buffer.from(stdin, "latin1").toString("utf8");
}

/** True where a machine's tree has a program's file. */
export function isPresent(files: MountedFiles, name: string): boolean {
  return binaries.some((directory) => files.exists(`${directory}/${name}`));
}

const binaries = ["/usr/bin", "/usr/sbin"];

// What the shell itself provides, and so needs no file.
const always = new Set<string>(
  "[ alias bash cd echo exit export false help history kill printf pwd sh test time trap true type ulimit umask unalias wait".split(
    " ",
  ),
);

// Nothing in these survives a reboot, so that writing there changes nothing of the host.
const volatile = /^\/(tmp|run|dev|proc|sys)(\/|$)|^\/var\/tmp(\/|$)/;

const hour = 3_600_000;
const limits = {
  maxExecutionTimeMs: hour,
  maxCommandCount: 5_000_000,
  maxLoopIterations: 5_000_000,
  maxOutputSize: 256 * 1024 * 1024,
};

let lastPid = 4000;

function nextPid(): number {
  lastPid = lastPid > 4_000_000 ? 4000 : lastPid + 3;
  return lastPid;
}
