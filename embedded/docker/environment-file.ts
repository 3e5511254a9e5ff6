/** The variables of a file that `--env-file` names: `NAME=value`, in quotes or without. */
export function readEnvironment(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").flatMap((line): [string, string][] => {
      const [, name, value = ""] =
        /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === undefined) return [];
      const [, quote, inner = ""] = /^(['"])(.*)\1$/.exec(value) ?? [];
      return [[name, quote === undefined ? value.replace(/\s+#.*$/, "") : inner]];
    }),
  );
}
