import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const version = "0.5.0";

/** The Python that has fakepve, or why there is none. */
export type Installation = { readonly python: string } | { readonly missing: string };

/**
 * Installs fakepve into a virtual environment in the cache of this user, once. It is an independent fake of the
 * Proxmox VE API under the AGPL: used by this test, never a part of the project.
 */
export function installFakepve(): Installation {
  const directory = path.join(cacheDirectory(), `fakepve-${version}`);
  const python = path.join(directory, "bin", "python");
  if (has(python)) return { python };
  if (run("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]) !== undefined) {
    return { missing: "there is no Python 3.10 or later" };
  }
  fs.rmSync(directory, { recursive: true, force: true });
  const problem =
    run("python3", ["-m", "venv", directory]) ??
    run(python, [
      "-m",
      "pip",
      "install",
      "--retries",
      "1",
      "--timeout",
      "15",
      `fakepve==${version}`,
    ]);
  return problem === undefined && has(python)
    ? { python }
    : { missing: `fakepve cannot be installed (${problem ?? "it does not load"})` };
}

function has(python: string): boolean {
  const test = `import fakepve, sys; sys.exit(fakepve.__version__ != "${version}")`;
  return fs.existsSync(python) && run(python, ["-c", test]) === undefined;
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
