import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deviceOf, testDisks } from "./disks";
import type { Image } from "./image";
import { openQmp } from "./qmp";
import { run } from "./run";

/** How fast the machine is: with the processor's help, or with every instruction translated. */
export type Accelerator = "kvm" | "tcg";

/** A machine that runs, and is ended by `stop`. */
export interface Machine {
  readonly accelerator: Accelerator;
  /** Of loopback, where its SSH server is reached. */
  readonly sshPort: number;
  /** Socket of QEMU's door for one client (tools/real/qmp.ts). */
  readonly qmp: string;
  readonly serialLog: string;
  stop(): Promise<void>;
}

/** GiB; those of a small machine, of which the tests declare a part for ZFS's cache. */
const machineMemory = 6;

/**
 * Boots the machine from a disk that stands on the image's and is thrown away, in a folder that is empty.
 *
 * @param patience milliseconds until its SSH server has to answer
 * @throws Error when it does not boot; it is ended then, and the serial log says how far it came
 */
export async function startMachine(
  image: Image,
  directory: string,
  accelerator: Accelerator,
  patience: number,
): Promise<Machine> {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = path.join(directory, "root.qcow2");
  await run(image.qemuImg, ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", image.root, root]);
  for (const { id, size } of testDisks) {
    await run(image.qemuImg, [
      "create",
      "-q",
      "-f",
      "qcow2",
      path.join(directory, `${id}.qcow2`),
      size,
    ]);
  }
  const qmp = path.join(directory, "qmp");
  // Of an attempt before.
  fs.rmSync(qmp, { force: true });
  const serialLog = path.join(directory, "serial.log");
  const args = qemuArguments(image, directory, accelerator, { qmp, serialLog });
  const log = fs.openSync(path.join(directory, "qemu.log"), "a");
  // The kernel ends QEMU where this process is killed and cannot.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", image.qemu, ...args], {
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  const stop = () => end(child);
  try {
    const sshPort = await whileAlive(child, directory, waitForPort(qmp));
    await whileAlive(child, directory, waitForSsh(qmp, sshPort, patience));
    return { accelerator, sshPort, qmp, serialLog, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function qemuArguments(
  image: Image,
  directory: string,
  accelerator: Accelerator,
  { qmp, serialLog }: { readonly qmp: string; readonly serialLog: string },
): string[] {
  // A -drive would go with its device, and a disk that is pulled has to come back with what is on it.
  const backend = (id: string) =>
    JSON.stringify({
      ...{ driver: "qcow2", "node-name": `${id}-file`, discard: "unmap" },
      cache: { "no-flush": true },
      file: { driver: "file", filename: path.join(directory, `${id}.qcow2`) },
    });
  const network = "net=10.0.0.0/24,host=10.0.0.1,dns=10.0.0.3,restrict=on";
  return [
    ...["-name", "phoenix-test-real", "-nodefaults", "-no-user-config", "-display", "none"],
    ...["-machine", "pc", "-smp", "2", "-m", `${machineMemory}G`],
    ...["-accel", accelerator === "tcg" ? "tcg,thread=multi" : accelerator],
    ...["-cpu", accelerator === "tcg" ? "max" : "host"],
    ...["-kernel", image.kernel, "-initrd", image.initrd],
    ...["-append", "root=LABEL=phoenix rw console=ttyS0 net.ifnames=0 systemd.show_status=yes"],
    ...["-blockdev", backend("root")],
    ...["-device", "virtio-blk-pci,id=root,drive=root-file,addr=0x4"],
    ...testDisks.flatMap((disk) => [
      ...["-blockdev", backend(disk.id), "-device", JSON.stringify(deviceOf(disk))],
    ]),
    // Port 0 lets the kernel choose.
    ...["-netdev", `user,id=net,${network},hostfwd=tcp:127.0.0.1:0-10.0.0.13:22`],
    ...["-device", "virtio-net-pci,netdev=net,addr=0x3,romfile="],
    ...["-device", "virtio-rng-pci,addr=0x5"],
    ...["-serial", `file:${serialLog}`],
    ...["-qmp", `unix:${qmp},server=on,wait=off`],
  ];
}

async function waitForPort(qmp: string): Promise<number> {
  for (let waited = 0; ; waited += 50) {
    if (fs.existsSync(qmp)) break;
    if (waited > 20_000) throw new Error("QEMU did not start.");
    await sleep(50);
  }
  const door = await openQmp(qmp);
  try {
    const table = await door.monitor("info usernet");
    const port = /HOST_FORWARD\S*\s+\d+\s+127\.0\.0\.1\s+(\d+)/.exec(table)?.[1];
    if (port === undefined) throw new Error(`QEMU names no port for SSH:\n${table}`);
    return Number(port);
  } finally {
    door.close();
  }
}

async function waitForSsh(qmp: string, port: number, patience: number): Promise<void> {
  const started = Date.now();
  while (!(await greets(port))) {
    // What KVM cannot go on with stops the machine, and QEMU stays.
    const status = await stateOf(qmp);
    if (status !== "running") throw new Error(`QEMU stopped it: ${status}`);
    if (Date.now() - started > patience) {
      throw new Error(`its SSH server did not answer within ${Math.round(patience / 1000)} s`);
    }
    await sleep(500);
  }
}

async function stateOf(qmp: string): Promise<string> {
  const door = await openQmp(qmp);
  try {
    const { status } = (await door.execute("query-status")) as { status: string };
    return status;
  } finally {
    door.close();
  }
}

/** QEMU takes the connection itself, so that only the server's first line tells that there is one. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5_000, () => done(false));
    socket.once("data", (chunk: Buffer) => done(chunk.toString("latin1").startsWith("SSH-")));
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
  });
}

/** Where QEMU ends, what it said counts, and not how its end was noticed. */
async function whileAlive<T>(child: ChildProcess, directory: string, work: Promise<T>): Promise<T> {
  const ended = new Promise<never>((_, reject) => {
    const give = () => {
      const said = fs.readFileSync(path.join(directory, "qemu.log"), "utf8").trim();
      reject(new Error(`QEMU ended${said === "" ? "" : `: ${said}`}`));
    };
    child.once("exit", give);
    child.once("error", reject);
    if (child.exitCode !== null || child.signalCode !== null) give();
  });
  const patiently = work.catch(async (error: unknown) => {
    await sleep(500);
    throw error;
  });
  return Promise.race([patiently, ended]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
