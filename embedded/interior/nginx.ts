import type { Files } from "../contract";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { readStatus, releaseOf } from "./dpkg";

const main = "/etc/nginx/nginx.conf";

/** `nginx -t [-q]`: reads the configuration with what it includes. It serves nothing here. */
export const nginx: Program = (args, io) => {
  if (args.includes("-v")) return { stderr: `nginx version: nginx/${versionOf(io.files)}\n` };
  if (!args.includes("-t")) return "";
  const problem = problemOf(io.files, main, 0);
  if (problem !== undefined) {
    return failed(`nginx: [emerg] ${problem}\nnginx: configuration file ${main} test failed`);
  }
  if (args.includes("-q")) return "";
  const lines = [
    `nginx: the configuration file ${main} syntax is ok`,
    `nginx: configuration file ${main} test is successful`,
  ];
  return { stderr: `${lines.join("\n")}\n` };
};

/** As the installed package has it; Ubuntu's says whose it is. */
function versionOf(files: Files): string {
  const stanza = readStatus(files).find(({ name }) => name === "nginx");
  const version = stanza?.fields.get("Version")?.replace(/-.*/, "") ?? "";
  return releaseOf(files) === "noble" ? `${version} (Ubuntu)` : version;
}

/** The first thing that is wrong with a file, in nginx's words. */
function problemOf(files: Files, path: string, depth: number): string | undefined {
  const content = files.readText(path);
  if (content === undefined) return `open() "${path}" failed (2: No such file or directory)`;
  const open: string[] = [];
  let words: string[] = [];
  for (const { token, line } of tokensOf(content)) {
    const at = `in ${path}:${line}`;
    if (token === ";" || token === "{") {
      const [name = "", ...values] = words;
      if (name === "") return `unexpected "${token}" ${at}`;
      if (!/^[a-z][a-z0-9_]*$/.test(name) && !tables.has(open.at(-1) ?? ""))
        return `unknown directive "${name}" ${at}`;
      if (token === "{") open.push(name);
      else if (values.length === 0 && !bare.has(name)) {
        return `invalid number of arguments in "${name}" directive ${at}`;
      }
      if (name === "include" && depth < 8) {
        for (const file of included(files, values[0] ?? "")) {
          const problem = problemOf(files, file, depth + 1);
          if (problem !== undefined) return problem;
        }
      }
      words = [];
    } else if (token === "}") {
      if (words.length > 0 || open.length === 0) return `unexpected "}" ${at}`;
      open.pop();
    } else words.push(token);
  }
  if (words.length === 0 && open.length === 0) return undefined;
  const wanted = words.length > 0 ? '";" or "}"' : '"}"';
  return `unexpected end of file, expecting ${wanted} in ${path}:${content.split("\n").length}`;
}

/** Directives that take no value. */
const bare = new Set(["ip_hash", "least_conn", "internal"]);

/** Blocks whose lines are no directives. */
const tables = new Set(["types", "map", "geo"]);

function tokensOf(content: string): { token: string; line: number }[] {
  return content.split("\n").flatMap((text, index) => {
    const found = text.match(
      /#.*|"(?:\\.|[^"])*"|'(?:\\.|[^'])*'|[;{}]|(?:[^\s;{}"'#\\$]|\\.|\$\{\w+\}|\$)+/g,
    );
    return (found ?? [])
      .filter((token) => !token.startsWith("#"))
      .map((token) => ({ token, line: index + 1 }));
  });
}

/** An include's pattern may match nothing; a plain name has to be there. */
function included(files: Files, pattern: string): string[] {
  const path = pattern.startsWith("/") ? pattern : `/etc/nginx/${pattern}`;
  const at = path.lastIndexOf("/");
  const [folder, name] = [path.slice(0, at), path.slice(at + 1)];
  if (!name.includes("*")) return [path];
  const [before = "", after = ""] = name.split("*");
  return files
    .list(folder)
    .filter((each) => each.startsWith(before) && each.endsWith(after))
    .sort()
    .map((each) => `${folder}/${each}`);
}
