import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { DriftReport } from "../../tools/drift/report";
import { root } from "../workshop/programs";
import { describeWithCli, TestStack } from "./stack";

jest.setTimeout(300_000);

describeWithCli("npm run drift", () => {
  let stack: TestStack;
  const folder = () => path.join(stack.directory, "drift");

  beforeAll(async () => {
    stack = await TestStack.open();
    stack.replace("phoenix_lxc_configs.json", { lxc_configs: {} });
    stack.replace("phoenix_hypervisor_config.json", { timezone: "Europe/Berlin" });
    fs.rmSync(path.join(stack.directory, "config/overlays"), { recursive: true });
  });
  afterAll(() => stack.close());

  /** The tool, on the test's own stack. */
  async function drift(...words: string[]): Promise<{ code: number | null; output: string }> {
    const place = ["--output", folder(), "--config-file", stack.settingsFile];
    const child = spawn(
      process.execPath,
      ["--require", "./providers/typescript.cjs", "tools/drift.ts", "dev", ...place, ...words],
      { cwd: root, env: stack.env, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  }

  const read = () =>
    JSON.parse(fs.readFileSync(path.join(folder(), "drift.json"), "utf8")) as DriftReport;

  test("tells what was changed on the host, heals that alone, and leaves what waits in the config", async () => {
    expect((await stack.up()).code).toBe(0);
    expect(await drift()).toMatchObject({ code: 0 });
    const before = read();

    await stack.shell("timedatectl set-timezone UTC");
    const mutations = stack.mutations;
    const found = await drift();
    expect(found.code).toBe(2);
    expect(found.output).toMatch(/timezone timezone +UTC +Europe\/Berlin +on the host +\d{4}-/);
    const change = { live: "UTC", cause: "host", notBefore: before.at };
    expect(read().drifts).toMatchObject([
      { ...change, field: "localtime" },
      { ...change, field: "timezone" },
    ]);
    expect(fs.readFileSync(path.join(folder(), "drift.html"), "utf8")).toContain("Europe/Berlin");
    expect(stack.mutations).toBe(mutations);

    stack.configure({ "phoenix:drift": "heal" });
    const healed = await drift();
    expect(healed.output).toMatch(/Healing[^]*Everything is as declared/);
    expect(healed.code).toBe(0);
    expect(await stack.shell("cat /etc/timezone")).toBe("Europe/Berlin\n");

    stack.replace("phoenix_hypervisor_config.json", { timezone: "UTC" });
    const waiting = await drift();
    expect(waiting.code).toBe(2);
    expect(waiting.output).toMatch(/in the config[^]*Nothing is healed/);
    expect(await stack.shell("cat /etc/timezone")).toBe("Europe/Berlin\n");
  });

  test("ends with 1 and one message where the host cannot be looked at", async () => {
    stack.connect({ endpoint: "https://127.0.0.1:1", ssh: { ...stack.ssh, port: 1 } });
    const { code, output } = await drift();
    expect(code).toBe(1);
    expect(output.match(/cannot be reached/g)).toHaveLength(1);
    expect(output).not.toMatch(/^\s+at /m);
  });
});
