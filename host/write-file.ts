import { CommandError, lacksSpace, makeRoom, UserError } from "./errors";
import { writeFileScript } from "./scripts";
import type { Shell } from "./ssh";

/** A file of the node as a whole. */
export interface FileToWrite {
  /** Absolute; its folder is there. */
  readonly path: string;
  readonly content: string;
  readonly owner: string;
  readonly group: string;
  /** Octal, such as `0644`. */
  readonly mode: string;
}

/** Puts a file in its place at once, by renaming; its content never stands on a command line. */
export async function writeFile(
  shell: Shell,
  { path, content, owner, group, mode }: FileToWrite,
): Promise<void> {
  const argv = ["bash", "-c", writeFileScript(), "write-file", path, owner, group, mode];
  try {
    await shell.run(argv, { stdin: content });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const complaint = error.stderr.trim();
    const why = lacksSpace(complaint)
      ? `the node has no space left for it; ${makeRoom}. The file is as it was.\n${complaint}`
      : complaint || `exit code ${error.exitCode}`;
    throw new UserError(`Unable to write ${path}: ${why}`, { cause: error });
  }
}
