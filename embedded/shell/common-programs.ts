import { bash } from "./bash";
import { chmod, chown, cmp, cp, dd, mktemp, mountpointProgram, truncate } from "./file-programs";
import { install } from "./install";
import { ls } from "./ls";
import { flock, getent, id, kill, quiet, unameProgram, xargs } from "./process-programs";
import type { Program } from "./program";
import { stat } from "./stat";

/** The programs of GNU userland that the interpreter lacks or does too roughly; a host's and a guest's alike. */
export function commonPrograms(machine: {
  hostname(): string;
  isMounted(path: string): boolean;
}): Map<string, Program> {
  return new Map<string, Program>([
    ["bash", bash],
    ["sh", bash],
    ["dash", bash],
    ["install", install],
    ["ls", ls],
    ["stat", stat],
    ["cp", cp],
    ["chmod", chmod],
    ["chown", chown],
    ["chgrp", chown],
    ["mktemp", mktemp],
    ["truncate", truncate],
    ["dd", dd],
    ["cmp", cmp],
    ["mountpoint", mountpointProgram((path) => machine.isMounted(path))],
    ["xargs", xargs],
    ["flock", flock((_file, code) => code())],
    ["id", id],
    ["whoami", () => "root\n"],
    ["groups", () => "root\n"],
    ["getent", getent],
    ["kill", kill],
    ["uname", unameProgram(() => machine.hostname())],
    ["arch", () => "x86_64\n"],
    ["sync", quiet],
    ["logger", quiet],
    ["ldconfig", quiet],
    ["tty", () => ({ stdout: "not a tty\n", exitCode: 1 })],
  ]);
}
