import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionFile, hostDirectory, root, typescript } from "./checkout.mjs";

const pidFile = path.join(hostDirectory, "pid");
const logFile = path.join(hostDirectory, "log");

/** The process id of the running embedded host; undefined where it is down. */
export function hostPid() {
  if (!fs.existsSync(pidFile)) return undefined;
  const pid = Number(fs.readFileSync(pidFile, "utf8"));
  return Number.isInteger(pid) && pid > 0 && isOurs(pid) ? pid : undefined;
}

/**
 * Starts the embedded host as a process of its own, which goes on when this one ends.
 *
 * @returns {Promise<boolean>} false where it was running already
 */
export async function startHost() {
  if (hostPid() !== undefined) return false;
  fs.mkdirSync(hostDirectory, { recursive: true, mode: 0o700 });
  fs.rmSync(pidFile, { force: true });
  const log = fs.openSync(logFile, "a");
  const child = spawn(
    process.execPath,
    [...typescript, path.join(root, "embedded/main.ts"), "--dir", hostDirectory],
    { cwd: root, detached: true, stdio: ["ignore", log, log] },
  );
  child.unref();
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (hostPid() === child.pid && fs.existsSync(connectionFile)) return true;
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  throw new Error(`The embedded host did not start; ${logFile} says:\n${tail()}`);
}

/** Stops the embedded host; its state stays. Returns false where it was not running. */
export async function stopHost() {
  const pid = hostPid();
  if (pid === undefined) return false;
  process.kill(pid, "SIGTERM");
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (hostPid() === undefined) return true;
    await sleep(50);
  }
  throw new Error(`The embedded host (process ${pid}) does not end.`);
}

/** Stops the embedded host and forgets all that was on it. */
export async function resetHost() {
  await stopHost();
  fs.rmSync(hostDirectory, { recursive: true, force: true });
}

/** A process id may be somebody else's by now: only one that runs our program on our folder is ours. */
function isOurs(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!fs.existsSync("/proc/self/cmdline")) return true;
  if (!fs.existsSync(commandLine)) return false;
  return fs.readFileSync(commandLine, "utf8").split("\0").includes(hostDirectory);
}

function tail() {
  return fs.existsSync(logFile)
    ? fs.readFileSync(logFile, "utf8").split("\n").slice(-12).join("\n")
    : "";
}
