import { ProgramError } from "../contract";

/** Options of a command line that getopt(3) would find. */
export interface ParsedOptions {
  /** True for flags, the values in order for options with one. */
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** How a program reads its command line. */
export interface OptionRules {
  /** Single letters as getopt(3) takes them: `rHpo:` has flags r, H, p and o with a value. */
  readonly short: string;
  /** Long options; those with `=` at the end take a value. */
  readonly long?: readonly string[];
  /** Stops at the first operand, as POSIX wants and zfs(8) does; GNU programs go on. */
  readonly strict?: boolean;
  /** What to throw for an option that is none. */
  readonly unknown?: (option: string) => ProgramError;
  /** What to throw where a value is missing. */
  readonly missing?: (option: string) => ProgramError;
}

/** Reads a command line. `--` ends the options. */
export function parseOptions(args: readonly string[], rules: OptionRules): ParsedOptions {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const queue = [...args];
  const add = (name: string, value: string | undefined) => {
    if (value === undefined) throw (rules.missing ?? missing)(name);
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") {
      rest.push(...queue);
      break;
    }
    if (word.startsWith("--")) readLong(word.slice(2), rules, flags, add, queue);
    else if (word.startsWith("-") && word.length > 1) {
      readShort(word.slice(1), rules, flags, add, queue);
    } else if (rules.strict) {
      rest.push(word, ...queue);
      break;
    } else rest.push(word);
  }
  return { flags, values, rest };
}

/** The last value of an option. */
export function lastValue(parsed: ParsedOptions, option: string): string | undefined {
  return parsed.values.get(option)?.at(-1);
}

type Add = (name: string, value: string | undefined) => void;

function readLong(
  word: string,
  rules: OptionRules,
  flags: Set<string>,
  add: Add,
  queue: string[],
): void {
  const cut = word.indexOf("=");
  const name = cut < 0 ? word : word.slice(0, cut);
  if (rules.long?.includes(`${name}=`)) add(name, cut < 0 ? queue.shift() : word.slice(cut + 1));
  else if (rules.long?.includes(name)) flags.add(name);
  else throw (rules.unknown ?? unknown)(`-${name}`);
}

function readShort(
  letters: string,
  rules: OptionRules,
  flags: Set<string>,
  add: Add,
  queue: string[],
): void {
  for (let i = 0; i < letters.length; i++) {
    const letter = letters.charAt(i);
    const at = rules.short.indexOf(letter);
    if (at < 0 || letter === ":") throw (rules.unknown ?? unknown)(letter);
    if (rules.short.charAt(at + 1) !== ":") flags.add(letter);
    else {
      add(letter, letters.slice(i + 1) || queue.shift());
      return;
    }
  }
}

function unknown(option: string): ProgramError {
  return new ProgramError(`invalid option -- '${option}'`, 1);
}

function missing(option: string): ProgramError {
  return new ProgramError(`option requires an argument -- '${option}'`, 1);
}
