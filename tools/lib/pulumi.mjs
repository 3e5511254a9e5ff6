import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./checkout.mjs";
import { endLeftBehind } from "./dead-runs.mjs";

/** Runs the Pulumi CLI and returns what it printed. */
export function pulumi(args, env) {
  const result = spawnSync("pulumi", [...args, "--non-interactive"], {
    cwd: root,
    env,
    encoding: "utf8",
    // A state is some ten kilobytes for each resource.
    maxBuffer: 1 << 28,
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error((result.stderr || result.stdout).trim());
  return result.stdout;
}

/** Selects a stack, which is made where it is not there. */
export function selectStack(stack, env) {
  pulumi(["stack", "select", stack, "--create"], env);
}

/**
 * Runs `pulumi up`, its output going where this process's goes.
 *
 * @returns {Promise<{code: number, changes: number}>} its exit code, and how many resources it changed
 */
export async function up(env, args) {
  const isAfterCrash = clearDeadLock(env);
  if (isAfterCrash) await endLeftBehind();
  const changes = { count: 0 };
  const code = await show(
    ["up", "--yes", "--skip-preview", "--suppress-outputs", ...args],
    env,
    (line) => {
      const match = /^\s+[+~±-]{1,2}\s*(\d+) (created|updated|deleted|replaced)/.exec(line);
      if (match !== null) changes.count += Number(match[1]);
    },
  );
  if (isAfterCrash && code === 0) await clearPendingCreates(env, args);
  return { code, changes: changes.count };
}

/** Runs `pulumi preview`. */
export function preview(env, args) {
  return show(["preview", ...args], env, () => undefined);
}

function show(args, env, onLine) {
  const color = process.stdout.isTTY ? "always" : "never";
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", color], {
    cwd: root,
    env,
    stdio: ["inherit", "pipe", "inherit"],
  });
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      // The colours stand between the words.
      const plain = line.replace(/\x1b\[[0-9;]*m/g, "");
      if (!isNoise(plain)) process.stdout.write(`${line}\n`);
      onLine(plain);
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Without a terminal the CLI prints a row for each thing that it starts, and for each that it finds unchanged. */
function isNoise(line) {
  return /^@ |^ \S+ .* (creating|updating|refreshing|refresh) \([\d.]+s\)\s*$|^ ~ .* refresh(ing)?\s*$|^\s+\S+:\S+ \S+\s*$/.test(
    line,
  );
}

/**
 * Takes away the lock of a run that was killed: only one whose process, on this machine, is dead.
 *
 * @returns {boolean} whether there was one
 */
export function clearDeadLock(env) {
  const backend = env.PULUMI_BACKEND_URL ?? "";
  if (!backend.startsWith("file://")) return false;
  const locks = path.join(
    backend.slice("file://".length).replace(/^~/, os.homedir()),
    ".pulumi/locks",
  );
  if (!fs.existsSync(locks)) return false;
  let cleared = false;
  const files = fs
    .readdirSync(locks, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files) {
    const { pid, hostname } = JSON.parse(fs.readFileSync(file, "utf8"));
    if (hostname !== os.hostname() || isAlive(pid)) continue;
    process.stdout.write(`Taking away the lock of a run that was killed (process ${pid}).\n`);
    fs.rmSync(file, { force: true });
    cleared = true;
  }
  return cleared;
}

/**
 * Makes state forget the creates that a killed run had begun: what they made was adopted by the run that has just
 * ended well, and Pulumi would go on warning of them.
 */
async function clearPendingCreates(env, args) {
  const at = args.findIndex((word) => word === "--target");
  const options =
    at < 0
      ? args
      : args.filter((word, index) => word !== "--target" && args[index - 1] !== "--target");
  process.stdout.write("Forgetting the creates that the killed run had begun: they are adopted.\n");
  pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates", ...options], env);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
