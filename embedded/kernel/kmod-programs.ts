import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import { findModule, moduleInfo, moduleName, runningKernel } from "./kernel-files";
import type { KernelModules } from "./kernel-modules";
import { blacklisted } from "./modprobe-settings";

/** modprobe(8): loads, with `-a` several, with `-r` unloads; `-b` minds the blacklist, `-i` no `install` commands. */
export function modprobe(modules: KernelModules): Program {
  return (args, io) => {
    const { flags, rest } = parseOptions(args, {
      short: "arvqbinf",
      long: [
        "all",
        "remove",
        "verbose",
        "quiet",
        "use-blacklist",
        "ignore-install",
        "dry-run",
        "first-time",
      ],
      strict: true,
    });
    const has = (...names: string[]) => names.some((name) => flags.has(name));
    if (rest.length === 0) return failed("modprobe: ERROR: missing parameters. See -h.", 1);
    const names = has("a", "all", "r", "remove") ? rest : rest.slice(0, 1);
    const skipped = has("b", "use-blacklist") ? blacklisted(io.files) : new Set<string>();
    const before = modules.loaded.join();
    const result = each(
      names.filter((name) => !skipped.has(moduleName(name))),
      (name) => (has("r", "remove") ? modules.unload(name) : modules.load(name)),
    );
    if (modules.loaded.join() !== before) io.record();
    return has("q", "quiet") ? { ...result, stderr: "" } : result;
  };
}

/** rmmod(8). */
export function rmmod(modules: KernelModules): Program {
  return (args, io) => {
    const names = args.filter((word) => !word.startsWith("-")).map(moduleName);
    const result = each(names, (name) => {
      if (!modules.loaded.includes(name)) {
        throw new ProgramError(`rmmod: ERROR: Module ${name} is not currently loaded`, 1);
      }
      if (modules.uses(name) > 0) {
        const holders = modules.holders(name).join(" ");
        throw new ProgramError(
          `rmmod: ERROR: Module ${name} is in use${holders === "" ? "" : ` by: ${holders}`}`,
          1,
        );
      }
      modules.remove(name);
    });
    io.record();
    return result;
  };
}

/** lsmod(8). */
export function lsmod(modules: KernelModules): Program {
  return () => {
    const rows = modules.loaded.map((name) => {
      const holders = modules.holders(name).join(",");
      const size = modules.size(name).toString();
      return `${name.padEnd(19)} ${size.padStart(8)}  ${modules.uses(name)}${holders === "" ? "" : ` ${holders}`}\n`;
    });
    return `Module                  Size  Used by\n${rows.join("")}`;
  };
}

/** modinfo(8): all fields, or one with `-F`, of a module of the running kernel or of `-k`. */
export const modinfo: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "k:F:n0adlp",
    long: ["field=", "set-version=", "filename", "author", "description", "license", "parameters"],
    strict: true,
  });
  const kernel =
    lastValue(parsed, "k") ?? lastValue(parsed, "set-version") ?? runningKernel(io.files);
  const field = lastValue(parsed, "F") ?? lastValue(parsed, "field");
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of parsed.rest) {
    const path = findModule(io.files, kernel, name);
    if (path === undefined) {
      result.stderr += `modinfo: ERROR: Module ${name} not found.\n`;
      result.exitCode = 1;
    } else result.stdout += described(io, path, parsed.flags.has("n") ? "filename" : field);
  }
  return result;
};

/** depmod(8): nothing here reads what it writes. */
export const depmod: Program = () => "";

function described(io: ProgramIo, path: string, field: string | undefined): string {
  const fields = [["filename", path] as const, ...moduleInfo(io.files, path)];
  const chosen = fields.filter(([name]) => field === undefined || name === field);
  return chosen
    .map(([name, value]) =>
      field === undefined ? `${`${name}:`.padEnd(16)}${value}\n` : `${value}\n`,
    )
    .join("");
}

function each(names: readonly string[], act: (name: string) => void) {
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of names) {
    try {
      act(name);
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      result.stderr += `${error.message}\n`;
      result.exitCode = error.exitCode;
    }
  }
  return result;
}
