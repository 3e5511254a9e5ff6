import { ProgramError } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { commitAt } from "./repositories";

/** git(1), as far as a commit is got and looked at: init, fetch, checkout, rev-parse and status. */
export const git: Program = (args, io) => {
  let folder = io.cwd;
  const words = [...args];
  while (words[0]?.startsWith("-")) {
    const option = words.shift();
    if (option === "-C") folder = io.path(words.shift() ?? "");
    else if (option === "--version") return "git version 2.43.0\n";
  }
  const [verb = "", ...rest] = words;
  const act = verbs[verb];
  if (act === undefined) {
    throw new ProgramError(`git: '${verb}' is not a git command. See 'git --help'.`, 1);
  }
  if (verb !== "init" && io.files.stat(folder)?.type !== "directory") {
    throw new ProgramError(`fatal: cannot change to '${folder}': No such file or directory`, 128);
  }
  if (verb !== "init" && !io.files.exists(`${folder}/.git`)) {
    throw new ProgramError(
      "fatal: not a git repository (or any of the parent directories): .git",
      128,
    );
  }
  return act(rest, io, folder);
};

type Verb = (args: readonly string[], io: ProgramIo, folder: string) => string;

const verbs: Readonly<Record<string, Verb | undefined>> = {
  init(args, io) {
    const { rest } = parseOptions(args, { short: "q", long: ["quiet"] });
    io.files.mkdir(`${io.path(rest[0] ?? ".")}/.git`);
    io.record();
    return "";
  },
  fetch(args, io, folder) {
    const { rest } = parseOptions(args, { short: "q", long: ["quiet", "depth="] });
    const [url = "", wanted = ""] = rest;
    if (commitAt(url, wanted) === undefined) {
      const [, host = ""] = /^https?:\/\/([^/]+)/.exec(url) ?? [];
      const why =
        host === "github.com"
          ? `fatal: remote error: upload-pack: not our ref ${wanted}`
          : `fatal: unable to access '${url}/': Could not resolve host: ${host}`;
      throw new ProgramError(why, 128);
    }
    io.files.write(`${folder}/.git/FETCH_HEAD`, `${wanted}\t\t'${wanted}' of ${url}\n`);
    io.files.write(`${folder}/.git/url`, url);
    io.record();
    return "";
  },
  checkout(args, io, folder) {
    const { rest } = parseOptions(args, { short: "q", long: ["quiet", "detach"] });
    const fetched = /^[0-9a-f]+/.exec(io.files.readText(`${folder}/.git/FETCH_HEAD`) ?? "")?.[0];
    if (rest[0] !== "FETCH_HEAD" || fetched === undefined) {
      throw new ProgramError(
        `error: pathspec '${rest[0] ?? ""}' did not match any file(s) known to git`,
        1,
      );
    }
    const url = io.files.readText(`${folder}/.git/url`) ?? "";
    for (const [path, content] of Object.entries(commitAt(url, fetched) ?? {})) {
      io.files.write(`${folder}/${path}`, content);
    }
    io.files.write(`${folder}/.git/HEAD`, `${fetched}\n`);
    io.record();
    return "";
  },
  "rev-parse"(args, io, folder) {
    const head = io.files.readText(`${folder}/.git/HEAD`);
    if (args[0] === "HEAD" && head !== undefined) return head;
    throw new ProgramError(
      `fatal: ambiguous argument '${args[0] ?? ""}': unknown revision or path not in the working tree.`,
      128,
    );
  },
  status(args, io, folder) {
    parseOptions(args, { short: "u:", long: ["porcelain"], strict: false });
    return changed(io.files, folder)
      .map(([mark, path]) => ` ${mark} ${path}\n`)
      .join("");
  },
};

/** Files of the commit that are not as it has them. */
function changed(files: MountedFiles, folder: string): [string, string][] {
  const head = files.readText(`${folder}/.git/HEAD`)?.trim() ?? "";
  const url = files.readText(`${folder}/.git/url`) ?? "";
  return Object.entries(commitAt(url, head) ?? {}).flatMap(
    ([path, content]): [string, string][] => {
      const found = files.readText(`${folder}/${path}`);
      if (found === content) return [];
      return [[found === undefined ? "D" : "M", path]];
    },
  );
}
