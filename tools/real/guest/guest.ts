import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cgroupRoot, endGroup, killGroup } from "./cgroups";
import { openProxy } from "./proxy";

/** What a program in the guest is given. */
interface GuestRun {
  /** One character a byte. */
  readonly stdin?: string;
  /** File that it reads from instead. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program with all that it has started, at once. */
  readonly signal?: AbortSignal;
}

/** A Debian with systemd in namespaces of its own, which ends with this process. */
export interface Guest {
  /** Runs a program in it, as lxc-attach would. */
  run(
    argv: readonly string[],
    options?: GuestRun,
  ): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>;
  /** Cuts its power, and starts it anew with what is on its disk. */
  cutPower(): Promise<void>;
  stop(): Promise<void>;
}

/** How the guest reaches package mirrors: something of itself that listens there passes on to this process. */
export const guestProxy = "http://127.0.0.1:3128";

/** What LXC takes from containers of Proxmox VE as well (lxc.cap.drop, /usr/share/lxc/config/common.conf). */
const capabilities = "-mac_admin,-mac_override,-sys_time,-sys_module,-sys_rawio";

/** What a program in it finds by default. */
const environment = {
  container: "lxc",
  HOME: "/root",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};

/** Starts a guest from the root at `image`, which is only read; what it writes is in a folder that is made for it. */
export async function startGuest(image: string, directory: string): Promise<Guest> {
  const shared = path.join(directory, "shared");
  for (const name of ["root", "upper", "work", "keep", "shared"]) {
    fs.mkdirSync(path.join(directory, name), { recursive: true });
  }
  const place = path.basename(path.dirname(directory));
  const group = path.join(cgroupRoot(), `${place}-${path.basename(directory)}`);
  const proxy = await openProxy(path.join(shared, "proxy"));
  let machine = power(image, directory, group);
  let runs = 0;
  const stop = async () => {
    await cut(machine);
    await proxy.close();
    fs.rmSync(directory, { recursive: true, force: true });
  };
  try {
    await untilUp(machine);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    run(argv, options = {}) {
      runs += 1;
      return attach(initOf(machine), path.join(group, `run-${runs}`), argv, options);
    },
    async cutPower() {
      await cut(machine);
      machine = power(image, directory, group);
      await untilUp(machine);
    },
    stop,
  };
}

/** A guest that runs. */
interface Running {
  /** With whose end the guest ends. */
  readonly child: ChildProcess;
  /** Of all its processes. */
  readonly group: string;
  /** What was said before there was a system to say anything. */
  readonly log: string;
}

function power(image: string, directory: string, group: string): Running {
  const start = path.join(__dirname, "start.sh");
  const log = path.join(directory, "start.log");
  const output = fs.openSync(log, "w");
  // The kernel ends the guest where this process is killed and cannot.
  const child = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", "bash", start, image, directory, capabilities, group],
    { stdio: ["ignore", output, output], detached: true },
  );
  fs.closeSync(output);
  return { child, group, log };
}

async function cut({ child, group }: Running): Promise<void> {
  child.kill("SIGKILL");
  if (!hasEnded(child)) await new Promise((resolve) => child.once("exit", resolve));
  await endGroup(group);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function untilUp(machine: Running): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const init = systemdBelow(machine.child.pid);
    if (init !== undefined && (await isUp(init, path.join(machine.group, "boot")))) return;
    if (hasEnded(machine.child) || Date.now() > deadline) {
      throw new Error(`The guest does not start: ${fs.readFileSync(machine.log, "utf8").trim()}`);
    }
    await sleep(50);
  }
}

/** Process 1 of a guest, as this machine numbers it. */
function initOf({ child }: Running): number {
  const init = systemdBelow(child.pid);
  if (init === undefined) throw new Error("The guest does not run.");
  return init;
}

/** The only child of a process, once it is systemd: before, its file system is still this machine's. */
function systemdBelow(parent: number | undefined): number | undefined {
  if (parent === undefined) return undefined;
  try {
    const [child] = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").split(" ");
    if (child === undefined || child === "") return undefined;
    const isSystemd = fs.readlinkSync(`/proc/${child}/exe`).endsWith("/systemd/systemd");
    return isSystemd ? Number(child) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function isUp(init: number, group: string): Promise<boolean> {
  const state = await attach(init, group, ["systemctl", "is-system-running", "--wait"], {});
  return ["running", "degraded"].includes(state.stdout.trim());
}

/** Enters the guest's namespaces, in a group of the guest's by which everything can be ended that is started there. */
function attach(
  init: number,
  group: string,
  argv: readonly string[],
  { stdin = "", input, env = {}, signal }: GuestRun,
): ReturnType<Guest["run"]> {
  fs.mkdirSync(group, { recursive: true });
  const namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"];
  const pairs = Object.entries({ ...environment, ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const command = [
    ...["nsenter", "--target", String(init), ...namespaces, "--root", "--wd", "--"],
    ...["setpriv", "--bounding-set", capabilities, "env", "-i", ...pairs, ...argv],
  ];
  const source = input === undefined ? "pipe" : fs.openSync(input, "r");
  const child = spawn("sh", ["-c", 'echo $$ >"$0/cgroup.procs" && exec "$@"', group, ...command], {
    detached: true,
    stdio: [source, "pipe", "pipe"],
  });
  if (typeof source === "number") fs.closeSync(source);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A program that is killed reads no further.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(Buffer.from(stdin, "latin1"));
  const end = () => {
    killGroup(group);
  };
  if (signal?.aborted === true) end();
  signal?.addEventListener("abort", end, { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", end);
      const result = {
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        exitCode: code ?? 137,
      };
      // What it has left in the background ends as well.
      endGroup(group).then(() => resolve(result), reject);
    });
  });
}
