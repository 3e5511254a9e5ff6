import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../embedded/contract";
import { CommandError, UnreachableError } from "../../host/errors";
import { openShell, type Shell } from "../../host/ssh";
import type { MachineFile } from "../../tools/real/machine-file";
import { deviceOf, testDisks, type TestDisk } from "../../tools/real/disks";
import { openQmp } from "../../tools/real/qmp";
import type { TestNode } from "../lifecycle/test-node";
import { serveVersion } from "./version-api";

/** The machine that `npm run test:real` has started; undefined where the tests are to use the embedded host. */
export function realMachine(): MachineFile | undefined {
  const file = process.env["PHOENIX_TEST_MACHINE"];
  return file === undefined
    ? undefined
    : (JSON.parse(fs.readFileSync(file, "utf8")) as MachineFile);
}

/** The machine with the real programs, whose disks can be pulled. */
export interface RealTestNode extends TestNode {
  /** Takes a disk out of the running machine, by its number. */
  pull(disk: number): Promise<void>;
  /** Puts it back, with what is on it. */
  putBack(disk: number): Promise<void>;
}

/** Names of the states that this process has had QEMU keep. */
let kept = 0;

/**
 * Puts the machine into the state that a world has kept, or that it had when it was ready, and opens it. QEMU brings
 * memory and disks back at once, which takes a second.
 */
export async function openRealNode(machine: MachineFile, state?: Json): Promise<RealTestNode> {
  const qmp = await openQmp(machine.qmp);
  const snapshots = async (command: "savevm" | "loadvm", name: string) => {
    const trouble = await qmp.monitor(`${command} ${name}`);
    if (trouble.trim() !== "") throw new Error(`${command} ${name}: ${trouble.trim()}`);
  };
  await snapshots("loadvm", typeof state === "string" ? state : machine.ready);
  const api = await serveVersion();
  const settings = { node: machine.node, api: api.settings, ssh: machine.ssh };
  const shell = openShell(settings.ssh, () => undefined);
  await reached(shell);
  const pulled = new Set<TestDisk>();
  const putBack = async (disk: TestDisk) => {
    await eventually(() => qmp.execute("device_add", deviceOf(disk)));
    pulled.delete(disk);
  };
  return {
    async pull(number) {
      const disk = diskNumber(number);
      await qmp.execute("device_del", { id: disk.id });
      pulled.add(disk);
      await shell.run(["bash", "-c", waitUntilGone, "wait", disk.serial], { reads: true });
    },
    putBack: (number) => putBack(diskNumber(number)),
    settings,
    mutations: undefined,
    async exec(command) {
      try {
        const stdout = await shell.run(["bash", "-c", command]);
        return { stdout, stderr: "", exitCode: 0 };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return { stdout: error.stdout, stderr: error.stderr, exitCode: error.exitCode };
      }
    },
    async snapshot() {
      kept += 1;
      const name = `kept-${process.pid}-${kept}`;
      // What a snapshot brings back has no connection of ours in it.
      shell.close();
      await snapshots("savevm", name);
      return name;
    },
    async close() {
      // A snapshot of all disks can be brought back only where all are there.
      for (const disk of pulled) await putBack(disk);
      shell.close();
      await api.close();
      qmp.close();
    },
  };
}

const waitUntilGone = `while ls /dev/disk/by-id | grep -q "$1"; do sleep 0.2; done`;

function diskNumber(number: number): TestDisk {
  const disk = testDisks[number];
  if (disk === undefined) throw new Error(`The machine has no disk ${number}.`);
  return disk;
}

/** A machine that was just brought back translates everything anew, for which the first greeting may be too slow. */
async function reached(shell: Shell): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await shell.run(["true"], { reads: true });
      return;
    } catch (error) {
      if (!(error instanceof UnreachableError) || tries === 8) throw error;
    }
  }
}

/** A device's name is free some time after the device is gone. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= 100) throw error;
      await sleep(200);
    }
  }
}

/** The machine of a world, for what only it can do. */
export function realNodeOf({ node }: { readonly node: TestNode }): RealTestNode {
  if ("pull" in node) return node as RealTestNode;
  throw new Error("This test needs the machine that npm run test:real makes.");
}
