import { ProgramError } from "../contract";
import { baseName, joinPath, parentPath } from "../files/paths";
import { groupId, userId } from "./accounts";
import { applyMode } from "./file-modes";
import { lastValue, parseOptions } from "./options";
import type { Program, ProgramIo } from "./program";

/** install(1) of GNU coreutils: copies files, or with `-d` makes directories, with owner and mode. */
export const install: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "dDm:o:g:t:TvCpcb",
    long: ["directory", "mode=", "owner=", "group=", "target-directory=", "no-target-directory"],
  });
  const attributes = {
    mode: mode(lastValue(parsed, "m") ?? lastValue(parsed, "mode") ?? "755"),
    uid: user(io, lastValue(parsed, "o") ?? lastValue(parsed, "owner") ?? "root"),
    gid: group(io, lastValue(parsed, "g") ?? lastValue(parsed, "group") ?? "root"),
  };
  if (parsed.flags.has("d") || parsed.flags.has("directory")) {
    for (const name of operands(parsed.rest)) {
      io.files.mkdir(io.path(name));
      io.files.change(io.path(name), attributes);
      note(io, io.path(name));
    }
    return "";
  }
  const into = lastValue(parsed, "t") ?? lastValue(parsed, "target-directory");
  const [...sources] = operands(parsed.rest);
  const target = io.path(into ?? sources.pop() ?? "");
  if (sources.length === 0) {
    throw new ProgramError(
      `install: missing destination file operand after '${parsed.rest[0] ?? ""}'`,
      1,
    );
  }
  const directory = into !== undefined || io.files.stat(target)?.type === "directory";
  for (const source of sources) {
    const path = directory ? joinPath(target, baseName(io.path(source))) : target;
    const content =
      source === "/dev/stdin" ? Buffer.from(io.stdin, "latin1") : io.files.read(io.path(source));
    if (!content) {
      throw new ProgramError(`install: cannot stat '${source}': No such file or directory`, 1);
    }
    if (!parsed.flags.has("D") && !io.files.exists(parentPath(path))) {
      const why = "No such file or directory";
      throw new ProgramError(`install: cannot create regular file '${path}': ${why}`, 1);
    }
    io.files.write(path, content, attributes);
    note(io, path);
  }
  return "";
};

function operands(rest: readonly string[]): string[] {
  if (rest.length === 0) throw new ProgramError("install: missing file operand", 1);
  return [...rest];
}

function mode(text: string): number {
  const value = applyMode(text, 0, false);
  if (value === undefined) throw new ProgramError(`install: invalid mode '${text}'`, 1);
  return value;
}

function user(io: ProgramIo, name: string): number {
  const id = userId(io.files, name);
  if (id === undefined) throw new ProgramError(`install: invalid user '${name}'`, 1);
  return id;
}

function group(io: ProgramIo, name: string): number {
  const id = groupId(io.files, name);
  if (id === undefined) throw new ProgramError(`install: invalid group '${name}'`, 1);
  return id;
}

/** One line of the journal for a change that outlives a reboot. */
export function note(io: ProgramIo, path: string): void {
  if (!/^\/(tmp|run|dev|proc|sys|var\/tmp)(\/|$)/.test(path)) io.record(`write ${path}`);
}
