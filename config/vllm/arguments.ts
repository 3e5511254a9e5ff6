/** One flag of vllm_args with what follows it. */
export interface Argument {
  /** In its long form, with dashes. */
  readonly flag: string;
  readonly values: readonly string[];
  /** As it was written, flag and values. */
  readonly words: readonly string[];
  /** Its place in the list. */
  readonly index: number;
}

/** What a list of arguments says; words that come before the first flag are in `stray`. */
export function readArguments(list: readonly string[]): {
  readonly stray: readonly string[];
  readonly given: readonly Argument[];
} {
  const starts = [...list.keys()].filter((index) => isFlag(list[index] ?? ""));
  const given = starts.map((start, at) => {
    const words = list.slice(start, starts[at + 1]);
    const [first = "", ...following] = words;
    const [name = "", ...rest] = first.split("=");
    const values = [...(rest.length > 0 ? [rest.join("=")] : []), ...following];
    return { flag: longForm(name), values, words, index: start };
  });
  return { stray: list.slice(0, starts[0]), given };
}

/** A flag and its value in one word, which the server would take for the flag's name. */
export function isGluedTogether(word: string): boolean {
  return /^--?[A-Za-z][\w-]*\s/.test(word);
}

/** vLLM takes underscores for dashes (FlexibleArgumentParser), and has these short forms. */
function longForm(name: string): string {
  return shortForms[name] ?? name.replaceAll("_", "-");
}

const shortForms: Readonly<Record<string, string>> = {
  "-pp": "--pipeline-parallel-size",
  "-q": "--quantization",
  "-tp": "--tensor-parallel-size",
};

/** A number below zero is a value. */
function isFlag(word: string): boolean {
  return /^--?[A-Za-z]/.test(word);
}
