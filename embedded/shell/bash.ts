import type { Program } from "./program";
import { failed, stdinText } from "./program";

/** bash(1) and sh(1): `-c SCRIPT [NAME ARG…]`, `-s [ARG…]` or none from stdin, or a script file. */
export const bash: Program = async (args, io) => {
  const words = [...args];
  const settings: string[] = [];
  let fromStdin = false;
  let command = false;
  while (words[0]?.startsWith("-") || words[0]?.startsWith("+")) {
    const word = words.shift() ?? "";
    if (word === "--" || word === "-") break;
    if (word === "--version") return version;
    if (word.startsWith("--")) continue;
    for (const letter of word.slice(1)) {
      if (letter === "c") command = true;
      else if (letter === "s") fromStdin = true;
      else if (letter === "o" || letter === "O") settings.push(`set -o ${words.shift() ?? ""}`);
      else if ("eux".includes(letter)) settings.push(`set ${word.charAt(0)}${letter}`);
      else if (!"lirvp".includes(letter)) {
        return failed(`${io.name}: -${letter}: invalid option`, 2);
      }
    }
  }
  const prelude = settings.length > 0 ? `${settings.join("; ")}; ` : "";
  if (command) {
    const script = words.shift();
    if (script === undefined) return failed(`${io.name}: -c: option requires an argument`, 2);
    const [name = io.name, ...rest] = words;
    return io.shell(prelude + script, { stdin: io.stdin, name, args: rest });
  }
  if (fromStdin || words.length === 0) {
    return io.shell(prelude + stdinText(io.stdin), { name: io.name, args: words });
  }
  const [file = "", ...rest] = words;
  const script = io.files.readText(io.path(file));
  if (script === undefined) return failed(`${io.name}: ${file}: No such file or directory`, 127);
  return io.shell(prelude + script, { stdin: io.stdin, name: file, args: rest });
};

const version = `GNU bash, version 5.2.37(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
`;
