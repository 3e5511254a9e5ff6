import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ensureCli } from "../pulumi/cli.mjs";
import { pulumiEnvironment, root, writeEnvironmentFile } from "./checkout.mjs";
import { ensureCommandPlugin } from "./command-plugin.mjs";

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Installs what package-lock.json pins, where that is not what is installed. */
export function ensurePackages() {
  const lock = path.join(root, "package-lock.json");
  const installed = path.join(root, "node_modules/.package-lock.json");
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs)
    return;
  say("Installing the packages that package-lock.json pins …");
  // Nothing that is used here needs an install script, and what is not run cannot surprise.
  const result = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: root, stdio: "inherit" },
  );
  if (result.status !== 0) throw new Error("npm ci failed: the packages cannot be installed");
}

/**
 * Does all that a fresh checkout needs: packages, a Pulumi CLI and its plugin.
 *
 * @returns {Promise<string>} the directory of the CLI; "" for one that is on PATH
 */
export async function setUp() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) throw new Error(`Phoenix needs Node.js 20 or later; this is ${process.version}.`);
  ensurePackages();
  const cliDirectory = await ensureCli(say);
  writeEnvironmentFile(cliDirectory);
  await ensureCommandPlugin({ env: pulumiEnvironment(cliDirectory), say });
  return cliDirectory;
}

/** Runs a tool's main function; a failure is one message, not a stack. */
export function main(run) {
  run().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
