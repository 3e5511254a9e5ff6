import { ProgramError } from "../../contract";
import type { Params } from "./pve-client";

/** A command line of pct, pvesm or pvesh: operands and `--option value` pairs (PVE::JSONSchema::get_options). */
export interface PveArguments {
  readonly operands: readonly string[];
  readonly options: Params;
}

/**
 * Reads `--option value`, `--option=value` and switches. `count` operands, and up to `most`, come first or in between;
 * a missing one is refused with the usage below.
 */
export function readArguments(
  args: readonly string[],
  usage: string,
  count: number,
  isSwitch: (name: string) => boolean = (name) => switches.has(name),
  most = count,
): PveArguments {
  const operands: string[] = [];
  const options: Params = {};
  const queue = [...args];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const [, name, value] = /^--?([a-zA-Z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      operands.push(word);
    } else if (value !== undefined) {
      options[name] = value;
    } else {
      const next = queue[0];
      const bare = next === undefined || /^--[a-zA-Z]/.test(next);
      if (bare && !isSwitch(name)) {
        if (next === undefined && !known.test(name)) throw unknownOption(name, usage);
        const problem = `Option ${name} requires an argument`;
        throw new ProgramError(`${problem}\n400 unable to parse option\n${usage}`, 255);
      }
      const taken = bare || (isSwitch(name) && !/^(0|1|yes|no|on|off|true|false)$/i.test(next));
      options[name] = taken ? 1 : (queue.shift() ?? "");
    }
  }
  if (operands.length < count) throw new ProgramError(`400 not enough arguments\n${usage}`, 255);
  if (operands.length > most) throw new ProgramError(`400 too many arguments\n${usage}`, 255);
  return { operands, options };
}

/** Refuses options that a command of the program itself (not of the API) does not have. */
export function onlyOptions(options: Params, allowed: readonly string[], usage: string): void {
  const unknown = Object.keys(options).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw unknownOption(unknown, usage);
}

function unknownOption(name: string, usage: string): ProgramError {
  return new ProgramError(`Unknown option: ${name}\n400 unable to parse option\n${usage}`, 255);
}

/** Boolean options, which may stand without a value. */
const switches = new Set(
  (
    "full start force purge onboot protection template unprivileged console current verbose unique debug " +
    "skiplock destroy-unreferenced-disks restore ignore-unpack-errors keep-env dryrun sparse disable shared " +
    "overruleShutdown overrule-shutdown mkdir create-base-path create-subdirs saferemove human-readable " +
    "noproxy returnresults enabled"
  ).split(" "),
);

// Options of which it is known that they take a value.
const known =
  /^(memory|swap|cores|hostname|rootfs|mp\d+|net\d+|dev\d+|unused\d+|features|tags|description|nameserver|searchdomain|storage|content|nodes|delete|revert|digest|snapname|pool|path|server|export|options|cpulimit|cpuunits|password|ostype|timeout|perms|user|group|vmid|output-format)$/;
