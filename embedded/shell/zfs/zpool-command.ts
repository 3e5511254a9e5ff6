import type { Zfs } from "../../zfs/zfs";
import type { ParsedOptions } from "../options";
import { parseOptions } from "../options";
import type { Program, ProgramIo } from "../program";
import { quoteWords } from "../quote";
import { badOption, missingValue } from "./usage";

/** One command of zpool(8), without its name. */
export type Subcommand = (zfs: Zfs, args: readonly string[], io: ProgramIo) => ReturnType<Program>;

/** The short options of a command of zpool. */
export function zpoolOptions(
  command: string,
  short: string,
  args: readonly string[],
): ParsedOptions {
  return parseOptions(args, {
    short,
    strict: command !== "import",
    unknown: badOption("zpool", command),
    missing: missingValue("zpool", command),
  });
}

/** A line of the pool's `zpool history`. */
export function remember(zfs: Zfs, name: string, words: readonly string[]): void {
  const time = new Date().toISOString().replace("T", ".").slice(0, 19);
  zfs.state.pool(name)?.history.push(`${time} ${quoteWords(words)}`);
}
