import type { ExecResult } from "../contract";
import { ProgramError } from "../contract";
import { FileError, strerror } from "../files/file-error";
import type { MountedFiles } from "../files/mounted-files";

/** What a program is given when a shell starts it. */
export interface ProgramIo {
  /** Its own name, as error messages begin. */
  readonly name: string;
  readonly files: MountedFiles;
  readonly cwd: string;
  /** Exported variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard input, one character a byte. */
  readonly stdin: string;
  readonly signal: AbortSignal | undefined;
  /** An absolute path for one given on the command line. */
  path(path: string): string;
  /** Starts another program on the same machine, as execvp would. */
  spawn(argv: readonly string[], options?: SpawnOptions): Promise<ExecResult>;
  /** Runs a script in a shell of its own. */
  shell(script: string, options?: SpawnOptions): Promise<ExecResult>;
  /** Writes one line of the journal: this command line, or what is said instead. */
  record(what?: string): void;
}

/** What a started program gets instead of what its parent has. */
export interface SpawnOptions {
  readonly stdin?: string;
  /** Added to the environment, or with `cleanEnv` all of it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cleanEnv?: boolean;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** `$1` and on, of a script. */
  readonly args?: readonly string[];
  /** `$0` of a script. */
  readonly name?: string;
}

/** A program of the embedded host or of a guest. ProgramError and FileError become its stderr and exit code. */
export type Program = (
  args: readonly string[],
  io: ProgramIo,
) => Partial<ExecResult> | string | Promise<Partial<ExecResult> | string>;

/** Runs a program and turns what it answers or throws into output and exit code. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  io: ProgramIo,
): Promise<ExecResult> {
  try {
    const result = await program(args, io);
    if (typeof result === "string") return { stdout: result, stderr: "", exitCode: 0 };
    return { stdout: "", stderr: "", exitCode: 0, ...result };
  } catch (error) {
    if (error instanceof ProgramError) {
      return { stdout: "", stderr: line(error.message), exitCode: error.exitCode };
    }
    if (error instanceof FileError) {
      const stderr = `${io.name}: ${error.path}: ${strerror(error.code)}\n`;
      return { stdout: "", stderr, exitCode: 1 };
    }
    throw error;
  }
}

/** Text with exactly one line end, or nothing. */
function line(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** A failed run with a message on stderr. */
export function failed(message: string, exitCode = 1): ExecResult {
  return { stdout: "", stderr: line(message), exitCode };
}

/** Standard input of a program as text. */
export function stdinText(stdin: string): string {
  return Buffer.from(stdin, "latin1").toString("utf8");
}
