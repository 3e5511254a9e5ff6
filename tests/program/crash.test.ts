import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../workshop/programs";
import { describeWithCli, TestStack } from "./stack";

jest.setTimeout(300_000);

/** A layer, two on it, and a guest on each. */
const guests = ["900", "901", "902", "953", "955", "956"];

describeWithCli("a run that is killed", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.open(0.2);
    keep("phoenix_lxc_configs.json", (content) => content);
    keep("overlays/dev.json", (content) => content["lxc"] as Record<string, unknown>);
    stack.edit("phoenix_hypervisor_config.json", (content) => {
      const volumes = content["shared_volumes"] as Record<string, { mounts: object }>;
      for (const volume of Object.values(volumes)) volume.mounts = ofGuests(volume.mounts);
    });
  });
  afterAll(async () => {
    // Pulumi's own language host outlives a CLI that is killed.
    for (const pid of startedFor(stack.directory)) process.kill(pid, "SIGKILL");
    await stack.close();
  });

  test("is resumed by the same command, without a manual step and with nothing double", async () => {
    const killed = await runUp(3);
    expect(killed.code).not.toBe(0);
    expect(locks()).not.toHaveLength(0);
    const resumed = await runUp();
    expect(resumed.output).toMatch(/Taking away the lock of a run that was killed/);
    expect(resumed.code).toBe(0);
    expect(locks()).toHaveLength(0);
    const rows = (await stack.shell("pct list")).trim().split("\n").slice(1);
    expect(rows).toHaveLength(guests.length);
    expect(await stack.shell("pvesm list quickOS-lxc-disks")).not.toMatch(/disk-1/);
    const { stdout } = await stack.host.exec("cat /etc/pve/lxc/*.conf");
    expect(stdout).not.toMatch(/^(lock|unused\d+):/m);
    expect((await stack.preview("--expect-no-changes")).code).toBe(0);
    const exported = await stack.pulumi("stack", "export", "--stack", "dev");
    expect(exported.output).not.toContain("pending_operations");
  });

  test("leaves no provider behind", async () => {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(providersOf(stack.directory)).toEqual([]);
  });

  /** Takes the other guests out of a file of the configuration, so that a run is short. */
  function keep(
    file: string,
    place: (content: Record<string, unknown>) => Record<string, unknown>,
  ): void {
    stack.edit(file, (content) => {
      const found = place(content);
      const kept = ofGuests(found["lxc_configs"] as object);
      // The gateway passes on to guests that are not there.
      for (const guest of Object.values(kept) as object[])
        Reflect.deleteProperty(guest, "nginx_sites");
      found["lxc_configs"] = kept;
    });
  }

  /** `npm run up`, whose CLI is killed once so many containers are being made. */
  async function runUp(killAt = Infinity): Promise<{ code: number | null; output: string }> {
    const child = spawn(
      process.execPath,
      [path.join(root, "tools/pulumi.mjs"), "up", ...stack.options],
      { cwd: root, env: stack.env, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    let made = 0;
    stack.host.journal.listen(({ what }) => {
      if (!/^POST .*\/(lxc|clone)( |$)/.test(what)) return;
      made += 1;
      if (made === killAt) killCli(child.pid ?? 0);
    });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  function locks(): string[] {
    const directory = path.join(stack.directory, "state/.pulumi/locks");
    if (!fs.existsSync(directory)) return [];
    return fs
      .readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"));
  }
});

/** What is said of those guests alone. */
function ofGuests(table: object): object {
  return Object.fromEntries(Object.entries(table).filter(([vmid]) => guests.includes(vmid)));
}

/** The CLI is the script's child; the processes of its plugins are not touched. */
function killCli(parent: number): void {
  for (const pid of processes()) {
    const stat = read(`/proc/${pid}/stat`);
    const [, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isCli = /\/?pulumi$/.test(read(`/proc/${pid}/cmdline`).split("\0")[0] ?? "");
    if (Number(ppid) === parent && isCli) process.kill(pid, "SIGKILL");
  }
}

/** Processes that were started for a stack of this folder. */
function startedFor(directory: string): number[] {
  return processes().filter((pid) => read(`/proc/${pid}/environ`).includes(directory));
}

/** Provider processes that were started for a stack of this folder. */
function providersOf(directory: string): string[] {
  return startedFor(directory)
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " "))
    .filter((line) => line.includes("dynamic-provider"));
}

function processes(): number[] {
  return fs.readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
