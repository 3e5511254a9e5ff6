import { lastValue, parseOptions } from "../shell/options";
import type { Files } from "../contract";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";

/** `visudo -c [-q] [-f FILE]`: checks sudoers(5) files, and without -f the permissions of the system's own as well. */
export const visudo: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "chqsf:",
    long: ["check", "quiet", "strict", "file="],
  });
  if (!parsed.flags.has("c") && !parsed.flags.has("check")) {
    return failed("visudo: no editor found (editor path = /usr/bin/editor)");
  }
  const file = lastValue(parsed, "f") ?? lastValue(parsed, "file");
  const paths = file === undefined ? systemFiles(io.files) : [io.path(file)];
  const isQuiet = parsed.flags.has("q") || parsed.flags.has("quiet");
  const problems = paths.flatMap((path) => problemsOf(io.files, path, file === undefined));
  if (problems.length > 0) return failed(problems.join("\n"));
  return isQuiet ? "" : paths.map((path) => `${path}: parsed OK\n`).join("");
};

const main = "/etc/sudoers";

/** What sudo reads: names with a dot or a tilde at the end are left out. */
function systemFiles(files: Files): string[] {
  const folder = /^[@#]includedir\s+(\S+)/m.exec(files.readText(main) ?? "")?.[1];
  if (folder === undefined) return [main];
  const names = files.list(folder).filter((name) => !name.includes(".") && !name.endsWith("~"));
  return [main, ...names.map((name) => `${folder}/${name}`)];
}

function problemsOf(files: Files, path: string, isSystem: boolean): string[] {
  const content = files.readText(path);
  const stat = files.stat(path);
  if (content === undefined || stat === undefined) {
    return [`visudo: unable to open ${path}: No such file or directory`];
  }
  if (isSystem && stat.uid !== 0) return [`${path}: wrong owner (uid, gid) should be (0, 0)`];
  if (isSystem && (stat.mode & 0o777) !== 0o440) {
    return [`${path}: bad permissions, should be mode 0440`];
  }
  return content.split("\n").flatMap((line, index) => {
    if (isSound(line)) return [];
    const column = line.length;
    return [`${path}:${index + 1}:${column}: syntax error\n${line}\n${" ".repeat(column)}^`];
  });
}

/** Comments, includes, defaults, aliases, and rules of the form WHO HOST = [(AS)] [TAG:] COMMANDS. */
function isSound(line: string): boolean {
  if (/^\s*(?:#.*)?$/.test(line) || /^[@#]include(?:dir)?\s+\S+\s*$/.test(line)) return true;
  if (/^Defaults(?:[@:!>]\S+)?\s+\S/.test(line)) return true;
  if (/^(?:User|Runas|Host|Cmnd)_Alias\s+[A-Z][A-Z0-9_]*\s*=\s*\S/.test(line)) return true;
  return /^\s*[%+]?[A-Za-z_#][\w.-]*\s+[\w.,!-]+\s*=\s*(?:\([^)]*\)\s*)?(?:[A-Z_]+:\s*)*(?:ALL|!?\/\S+|sudoedit\s).*$/.test(
    line,
  );
}
