import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** The Python that has a package, or why there is none. */
export type Installation = { readonly python: string } | { readonly missing: string };

/**
 * Installs a package from the Python package index into a virtual environment in the cache of this user, once. What is
 * installed so is used by tests, and never a part of the project.
 */
export function installFromPypi(name: string, version: string): Installation {
  const directory = path.join(cacheDirectory(), `${name}-${version}`);
  const python = path.join(directory, "bin", "python");
  const has = (): boolean => {
    const test = `import importlib.metadata as m, sys; sys.exit(m.version("${name}") != "${version}")`;
    return fs.existsSync(python) && run(python, ["-c", test]) === undefined;
  };
  if (has()) return { python };
  if (run("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]) !== undefined) {
    return { missing: "there is no Python 3.10 or later" };
  }
  fs.rmSync(directory, { recursive: true, force: true });
  const pip = ["-m", "pip", "install", "--retries", "1", "--timeout", "15"];
  const problem =
    run("python3", ["-m", "venv", directory]) ?? run(python, [...pip, `${name}==${version}`]);
  return problem === undefined && has()
    ? { python }
    : { missing: `${name} cannot be installed (${problem ?? "it is not there"})` };
}

/** The last line that a failing command printed, or undefined where all went well. */
function run(program: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 120_000,
  });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split("\n").at(-1) || `exit ${status}`);
}

function cacheDirectory(): string {
  return path.join(process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"), "phoenix");
}
