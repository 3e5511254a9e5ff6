import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chosenSeed, randomFrom } from "../crash/random";
import { root } from "../workshop/programs";
import { describeWithCli, TestStack } from "./stack";

jest.setTimeout(300_000 + 120_000 * Number(process.env["PHOENIX_KILLS"] ?? "0"));

const seed = chosenSeed();

/** A layer, one on it, and a guest on each. */
const guests = ["900", "902", "952", "953"];

describeWithCli("a run that is killed", () => {
  let stack: TestStack;
  const stacks: TestStack[] = [];

  afterAll(async () => {
    // Where the test fails before a run has ended them.
    for (const { directory } of stacks) {
      for (const pid of startedFor(directory)) process.kill(pid, "SIGKILL");
    }
    for (const each of stacks) await each.close();
  });

  test(`is resumed by the same command, without a manual step and with nothing double (PHOENIX_SEED=${seed})`, async () => {
    const random = randomFrom(seed);
    let survived = 0;
    for (const kills of inRounds(Number(process.env["PHOENIX_KILLS"] ?? "2"))) {
      await begin();
      await bringUp(kills, random);
      survived += kills;
      const report = process.env["PHOENIX_KILLS_REPORT"];
      if (report !== undefined) fs.writeFileSync(report, JSON.stringify({ seed, survived }));
    }
  });

  /** A new host, and a stack that has few guests, so that a run is short. */
  async function begin(): Promise<void> {
    stack = await TestStack.open(0.2);
    stacks.push(stack);
    keep("phoenix_lxc_configs.json", (content) => content);
    keep("overlays/dev.json", (content) => content["lxc"] as Record<string, unknown>);
    stack.edit("phoenix_hypervisor_config.json", (content) => {
      const volumes = content["shared_volumes"] as Record<string, { mounts: object }>;
      for (const volume of Object.values(volumes)) volume.mounts = ofGuests(volume.mounts);
    });
  }

  /** Brings everything up, killed so often on the way. */
  async function bringUp(kills: number, random: () => number): Promise<void> {
    for (let left = kills; left > 0; left -= 1) {
      // A run does some hundred things; those before a kill are done.
      const killAt = 1 + Math.floor((random() * 80) / kills);
      const killed = await runUp({ killAt, delay: random() * 300 });
      if (killed.code === 0) throw new Error(`the run was over before its change ${killAt}`);
      if (locks().length === 0) throw new Error(`it was not killed: ${killed.output}`);
    }
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
  }

  test("leaves no provider behind", async () => {
    const deadline = Date.now() + 30_000;
    const isAlone = () => stacks.every(({ directory }) => providersOf(directory).length === 0);
    while (!isAlone() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(stacks.flatMap(({ directory }) => providersOf(directory))).toEqual([]);
  });

  /** Takes the other guests out of a file of the configuration. */
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

  /** `npm run up`, whose CLI is killed some milliseconds after so many changes of the host. */
  async function runUp(kill?: {
    killAt: number;
    delay: number;
  }): Promise<{ code: number | null; output: string }> {
    const child = spawn(
      process.execPath,
      [path.join(root, "tools/pulumi.mjs"), "up", ...stack.options],
      { cwd: root, env: stack.env, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    let done = 0;
    // What the run before has begun goes on on the host, so that the change may come before this run is at work.
    const killIt = () => {
      const isAtWork = locks().length > 0 && killCli(child.pid ?? 0);
      if (!isAtWork && child.exitCode === null) setTimeout(killIt, 50);
    };
    stack.host.journal.listen(() => {
      done += 1;
      if (done === kill?.killAt) setTimeout(killIt, kill.delay);
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

/** Kills, four in each round. */
function inRounds(kills: number): number[] {
  const rounds = Array.from({ length: Math.floor(kills / 4) }, () => 4);
  return kills % 4 === 0 ? rounds : [...rounds, kills % 4];
}

/** What is said of those guests alone. */
function ofGuests(table: object): object {
  return Object.fromEntries(Object.entries(table).filter(([vmid]) => guests.includes(vmid)));
}

/** The CLI is the script's child; the processes of its plugins are not touched. */
function killCli(parent: number): boolean {
  for (const pid of processes()) {
    const stat = read(`/proc/${pid}/stat`);
    const [, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Set-up asks the CLI for its version and the like.
    const [program = "", command] = read(`/proc/${pid}/cmdline`).split("\0");
    const isCli = /\/?pulumi$/.test(program) && command === "up";
    if (Number(ppid) !== parent || !isCli) continue;
    process.kill(pid, "SIGKILL");
    return true;
  }
  return false;
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
