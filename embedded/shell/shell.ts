import { Bash, defineCommand, getCommandNames, latin1FromBytes } from "just-bash";
import type { Command, CommandName, ResolvedCommandContext } from "just-bash";
import type { ExecResult } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { normalizePath } from "../files/paths";
import { ShellFileSystem } from "../files/shell-file-system";
import { snapshotCommand } from "./exit-hook";
import { parsedScript, placeholder } from "./parsed-scripts";
import { ulimit, umask } from "./process-programs";
import type { Program, ProgramIo, SpawnOptions } from "./program";
import { runProgram } from "./program";
import { quoteWords } from "./quote";
import { TrapTable } from "./trap";

/** What a shell runs on: the embedded host, or one of its guests. */
export interface Machine {
  readonly files: MountedFiles;
  /** Programs of ours by name; each exists where the machine's tree has a file of its name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Programs that are no files of the machine: what a downloaded archive carries. */
  readonly carried?: ReadonlyMap<string, Program>;
  hostname(): string;
  /** The environment of a login as root. */
  readonly env: Readonly<Record<string, string>>;
  /** Told of every change, in one line. */
  record(what: string): void;
  /** What the kernel does about a file that was written, where it is one of the kernel's own. */
  wrote?(path: string): void;
}

/** Runs scripts on a machine. Every run has its own interpreter, so that runs do not see each other's variables. */
export class Shell {
  constructor(private readonly machine: Machine) {}

  /** Runs a script as `bash -c SCRIPT NAME ARGS…` does. */
  async run(script: string, options: SpawnOptions = {}): Promise<ExecResult> {
    const traps = new TrapTable();
    const bash = this.#interpreter(traps, options);
    const first = await execute(bash, script, positional(options), options);
    const { stdout, stderr, exitCode } = first;
    const handler = traps.exitHandler();
    if (handler === undefined) return { stdout, stderr, exitCode };
    // The handler sees the variables and functions that the script leaves behind.
    const source = `${TrapTable.functionsOf(script)}\n(exit ${exitCode})\n${handler}`;
    const variables = { ...first.env, ...traps.variables };
    const last = await execute(bash, source, variables, { ...options, stdin: "" });
    return {
      stdout: stdout + last.stdout,
      stderr: stderr + last.stderr,
      exitCode: /\bexit\b/.test(handler) ? last.exitCode : exitCode,
    };
  }

  /** Starts one program with its arguments, without a shell's expansions. */
  async spawn(argv: readonly string[], options: SpawnOptions = {}): Promise<ExecResult> {
    return this.run(quoteWords(argv), options);
  }

  #interpreter(traps: TrapTable, options: SpawnOptions): Bash {
    const { files, programs, carried = new Map<string, Program>() } = this.machine;
    const bundled = new Set<string>(getCommandNames());
    const present = executables(files);
    const bash = new Bash({
      fs: new ShellFileSystem(files, this.#changes(), new Set([...always, ...carried.keys()])),
      commands: [...bundled].filter(
        (name) => always.has(name) || present.has(name),
      ) as CommandName[],
      cwd: options.cwd ?? this.machine.env["HOME"] ?? "/",
      env: { ...(options.cleanEnv ? {} : this.machine.env), ...options.env },
      executionLimits: limits,
      // The scripts are our own program's and its user's, and no command here can run JavaScript.
      defenseInDepth: false,
      processInfo: { pid: nextPid(), ppid: 1, uid: 0, gid: 0 },
      customCommands: [
        traps.command,
        traps.snapshot,
        this.#command("umask", umask, options),
        this.#command("ulimit", ulimit, options),
      ],
    });
    const known = new Set<string>();
    // What a script installs it can use at once, so that this runs again after an installation.
    const register = (later: boolean): void => {
      for (const name of executables(files)) {
        if (known.has(name)) continue;
        known.add(name);
        const ours = programs.get(name);
        if (ours === undefined && bundled.has(name) && !later) continue;
        const program = ours ?? (bundled.has(name) ? inNewShell : runFile);
        bash.registerCommand(this.#command(name, program, options, () => register(true)));
      }
    };
    register(false);
    for (const [name, program] of carried) {
      bash.registerCommand(this.#command(name, program, options, () => register(true)));
    }
    return bash;
  }

  /** Each file that the shell itself changes is one line of the journal, however often it is written. */
  #changes(): (path: string) => void {
    const written = new Set<string>();
    return (path) => {
      this.machine.wrote?.(path);
      if (volatile.test(path) || written.has(path)) return;
      written.add(path);
      this.machine.record(`write ${path}`);
    };
  }

  #command(
    name: string,
    program: Program,
    options: SpawnOptions,
    installed: () => void = () => undefined,
  ): Command {
    return defineCommand(name, async (args, context) => {
      const isCarried = this.machine.carried?.has(name) === true;
      if (!always.has(name) && !isCarried && !isPresent(this.machine.files, name)) {
        return { stdout: "", stderr: `bash: ${name}: command not found\n`, exitCode: 127 };
      }
      const result = await runProgram(program, args, this.#io(name, args, context, options));
      if (isCarried || installers.has(name)) installed();
      return result;
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

async function execute(
  bash: Bash,
  script: string,
  env: Record<string, string>,
  options: SpawnOptions,
): Promise<ExecResult & { env: Record<string, string> }> {
  const text = script.replace(/^#!.*/, "");
  bash.registerTransformPlugin(parsedScript(text));
  return bash.exec(placeholder, {
    env,
    rawScript: true,
    stdin: options.stdin ?? "",
    stdinKind: "bytes",
    ...(options.signal && { signal: options.signal }),
  });
}

/** Names of all programs on the machine's PATH. */
function executables(files: MountedFiles): Set<string> {
  return new Set(binaries.flatMap((directory) => files.list(directory)));
}

/** A program of which there is only a file: a script, as far as it can be run. */
const runFile: Program = (args, io) => {
  const path =
    binaries.map((directory) => `${directory}/${io.name}`).find((each) => io.files.exists(each)) ??
    "";
  return io.shell(io.files.readText(path) ?? "", { stdin: io.stdin, name: path, args });
};

/** True where a machine's tree has a program's file. */
export function isPresent(files: MountedFiles, name: string): boolean {
  return binaries.some((directory) => files.exists(`${directory}/${name}`));
}

/** `$0`, `$1` and on, which the interpreter keeps as variables. */
function positional(options: SpawnOptions): Record<string, string> {
  const args = options.args ?? [];
  const numbered = args.map((arg, index) => [(index + 1).toString(), arg]);
  return {
    "0": options.name ?? "bash",
    "#": args.length.toString(),
    "@": args.join(" "),
    "*": args.join(" "),
    ...(Object.fromEntries(numbered) as Record<string, string>),
  };
}

/** A bundled command that was not there when the interpreter was made. */
const inNewShell: Program = (args, io) => io.spawn([io.name, ...args], { stdin: io.stdin });

const installers = new Set(["apt-get", "apt", "dpkg", "bash", "sh"]);

const binaries = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"];

// What the shell itself provides, and so needs no file.
const always = new Set<string>(
  "[ alias bash cd echo exit export false help history kill printf pwd sh test time trap true type ulimit umask unalias wait"
    .split(" ")
    .concat(snapshotCommand),
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
