/** One client of one export, as exports(5) or `exportfs -s` writes it. */
export interface Export {
  readonly path: string;
  /** An address, a network, a host's name, `@netgroup` or `*` for everybody. */
  readonly client: string;
  readonly options: readonly string[];
}

/** Reads a file of exports(5), or what `exportfs -s` prints, which has the same form. */
export function parseExports(text: string): Export[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => parseLine(line));
}

function parseLine(line: string): Export[] {
  const words = line.match(/"[^"]*"(?:\([^)]*\))?|#.*|[^\s"]+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith("#"));
  const [first, ...rest] = comment < 0 ? words : words.slice(0, comment);
  if (first === undefined) return [];
  const path = plain(first);
  let defaults: string[] = [];
  const exports: Export[] = [];
  for (const word of rest) {
    if (word.startsWith("-")) defaults = split(word.slice(1));
    else {
      const [, client = "", options = ""] = /^([^(]*)(?:\((.*?)\)?)?$/.exec(word) ?? [];
      const whom = plain(client) || everybody;
      exports.push({ path, client: whom, options: [...defaults, ...split(options)] });
    }
  }
  return exports.length > 0 ? exports : [{ path, client: everybody, options: defaults }];
}

const everybody = "*";

function split(options: string): string[] {
  return options.split(",").filter((option) => option !== "");
}

/** Without quotes and with what backslash and octal digits stand for. */
function plain(word: string): string {
  return word
    .replace(/^"(.*)"$/, "$1")
    .replaceAll(/\\([0-7]{3})/g, (_all, digits: string) =>
      String.fromCharCode(parseInt(digits, 8)),
    );
}
