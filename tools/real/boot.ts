import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { openShell } from "../../host/ssh";
import type { Image } from "./image";
import { startMachine, type Machine } from "./machine";
import type { MachineFile } from "./machine-file";
import { openQmp } from "./qmp";

/** Milliseconds that a machine has to boot in. Where the processor helps it takes seconds, or never ends. */
const patience = { kvm: 60_000, tcg: 20 * 60_000 };

/** Boots the machine, keeps the state that each test begins with, and writes down how tests reach it. */
export async function bootMachine(
  image: Image,
  directory: string,
  say: (line: string) => void,
): Promise<{ readonly machine: Machine; readonly file: string }> {
  const started = Date.now();
  const machine = await startSomehow(image, directory, say);
  try {
    const { sshPort, qmp } = machine;
    const ssh = {
      ...{ host: "127.0.0.1", port: sshPort, user: "root", hostKey: fingerprint(image.hostKey) },
      privateKey: fs.readFileSync(image.key, "utf8"),
    };
    await settle(ssh);
    const ready = "ready";
    const door = await openQmp(qmp);
    const trouble = (await door.monitor(`savevm ${ready}`)).trim();
    door.close();
    if (trouble !== "") throw new Error(`The machine's state cannot be kept: ${trouble}`);
    const file = path.join(directory, "machine.json");
    const known: MachineFile = { node: "phoenix", ssh, qmp, ready };
    fs.writeFileSync(file, JSON.stringify(known), { mode: 0o600 });
    say(
      `The machine is up (${machine.accelerator}, ${Math.round((Date.now() - started) / 1000)} s).`,
    );
    return { machine, file };
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

/** With the processor's help where that really boots; a machine that is one itself often only says that it would. */
async function startSomehow(
  image: Image,
  directory: string,
  say: (line: string) => void,
): Promise<Machine> {
  if (mayUseKvm()) {
    try {
      return await startMachine(image, directory, "kvm", patience.kvm);
    } catch (error) {
      say(`KVM does not boot the machine: ${firstLine(error)}`);
    }
  }
  say("Every instruction of the machine is translated (TCG): it boots in minutes.");
  return startMachine(image, directory, "tcg", patience.tcg);
}

function mayUseKvm(): boolean {
  try {
    fs.accessSync("/dev/kvm", fs.constants.R_OK | fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split("\n", 1)[0] ?? "";
}

/**
 * Until everything that starts with the machine has started, root's own service manager as well, which would otherwise
 * start anew with the first login of each test.
 */
async function settle(ssh: MachineFile["ssh"]): Promise<void> {
  const shell = openShell(ssh, () => undefined);
  try {
    await shell.run(["loginctl", "enable-linger", "root"]);
    await shell.run(["systemctl", "is-system-running", "--wait"]);
  } finally {
    shell.close();
  }
}

/** As `ssh-keygen -lf` prints it. */
function fingerprint(publicKeyFile: string): string {
  const key = fs.readFileSync(publicKeyFile, "utf8").split(" ")[1] ?? "";
  const hash = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return `SHA256:${hash.replace(/=+$/, "")}`;
}
