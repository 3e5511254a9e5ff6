import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root, testWith } from "./programs";
import { pulumiCli, runModule, runPulumi } from "./pulumi-cli";
import { newHostKey, startServer, type TestServer } from "./ssh-server";

const library = path.join(root, "tools/lib/command-plugin.mjs");
const version = (
  JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    dependencies: { "@pulumi/command": string };
  }
).dependencies["@pulumi/command"];
const cli = pulumiCli();
/** Each run of Pulumi takes a second or two on a machine with nothing else to do. */
jest.setTimeout(180_000);

let checkout: string;
let home: string;
let plugin: string;
beforeEach(() => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-checkout-"));
  home = path.join(checkout, ".phoenix/pulumi");
  plugin = path.join(home, `plugins/resource-command-v${version}`);
});
afterEach(() => fs.rmSync(checkout, { recursive: true, force: true }));

describe("set-up", () => {
  const installs =
    'd="$PULUMI_HOME/plugins/resource-command-v$5"; mkdir -p "$d"; echo real > "$d/pulumi-resource-command"';

  test("installs the plugin where it can be downloaded", () => {
    fakePulumi(installs);
    expect(ensure()).toEqual({
      state: "plugin",
      standIn: false,
      said: [`Installed the plugin of @pulumi/command ${version}.`],
    });
    expect(fs.readFileSync(path.join(plugin, "pulumi-resource-command"), "utf8")).toBe("real\n");
    expect(fs.readdirSync(path.join(home, "plugins"))).toEqual([path.basename(plugin)]);
  });

  test("says and does nothing where it is installed", () => {
    fakePulumi(installs);
    ensure();
    fakePulumi("echo must not run >&2; exit 1");
    expect(ensure()).toEqual({ state: "plugin", standIn: false, said: [] });
  });

  test("puts the stand-in there where it cannot, and tries again after a day", () => {
    fakePulumi("exit 1");
    expect(ensure()).toEqual({
      state: "stand-in",
      standIn: true,
      said: [
        `The plugin of @pulumi/command ${version} cannot be downloaded: ` +
          "a stand-in takes its place, for the embedded host alone.",
      ],
    });
    fakePulumi(installs);
    expect(ensure()).toEqual({ state: "stand-in", standIn: true, said: [] });
    const yesterday = (Date.now() - 25 * 60 * 60 * 1000) / 1000;
    fs.utimesSync(path.join(checkout, ".phoenix/command-plugin-tried"), yesterday, yesterday);
    expect(ensure()).toMatchObject({ state: "plugin", standIn: false });
    expect(fs.readdirSync(plugin)).toEqual(["pulumi-resource-command"]);
  });

  test("does not wait for what Pulumi tries again and again", () => {
    fakePulumi('echo "Will retry in 160ms [2/5]" >&2; exec sleep 60');
    const started = Date.now();
    expect(ensure()).toMatchObject({ state: "stand-in" });
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  test("puts no stand-in into a home that is not the checkout's own", () => {
    fakePulumi("exit 1");
    home = path.join(checkout, "another-home");
    expect(ensure()).toMatchObject({ state: "none", standIn: false });
    expect(fs.readdirSync(path.join(home, "plugins"))).toEqual([]);
  });
});

describe("before a run, a stack", () => {
  const embedded = '{"phoenix:connection":{"value":".phoenix/host/connection.json"}}';

  test("of the embedded host may use the stand-in", () => {
    installStandIn();
    expect(refuse(embedded)).toEqual({ refusal: "", asked: "config --json --non-interactive" });
  });

  test.each([
    ["that is given with its connection", "{}"],
    ["of another connection file", '{"phoenix:connection":{"value":"../host/connection.json"}}'],
  ])("%s may not, and is told what to do", (_, settings) => {
    installStandIn();
    const { refusal, asked } = refuse(settings, "--diff", "--stack", "prod");
    expect(refusal).toContain("This stack's host is not the embedded one");
    expect(refusal).toContain(`pulumi plugin install resource command ${version} --reinstall`);
    expect(asked).toBe("config --json --stack prod --non-interactive");
  });

  test("is not asked about where the plugin is the real one", () => {
    expect(refuse("{}")).toEqual({ refusal: "", asked: "" });
  });

  function installStandIn(): void {
    fakePulumi("exit 1");
    expect(ensure()).toMatchObject({ state: "stand-in" });
  }

  function refuse(settings: string, ...args: string[]): { refusal: string; asked: string } {
    const asked = path.join(checkout, "asked");
    fakePulumi(`printf '%s' "$*" > '${asked}'; printf '%s' '${settings}'`);
    const { stdout } = runModule(
      `import { refuseCommandStandIn } from ${JSON.stringify(library)};
       try {
         refuseCommandStandIn(process.env, ${JSON.stringify(args)});
       } catch (error) {
         process.stdout.write(error.message);
       }`,
      environment(),
    );
    return { refusal: stdout, asked: fs.existsSync(asked) ? fs.readFileSync(asked, "utf8") : "" };
  }
});

describe("with the stand-in, Pulumi", () => {
  let server: TestServer;
  beforeEach(async () => {
    fs.mkdirSync(path.join(checkout, "state"));
    fs.mkdirSync(path.join(checkout, "served"));
    server = await startServer(path.join(checkout, "served"));
    // As if the download had just failed: a test reaches nothing outside this machine.
    fs.mkdirSync(path.join(checkout, ".phoenix"));
    fs.writeFileSync(path.join(checkout, ".phoenix/command-plugin-tried"), "");
    fs.symlinkSync(path.join(root, "node_modules"), path.join(checkout, "node_modules"));
    fs.copyFileSync(path.join(root, "tsconfig.json"), path.join(checkout, "tsconfig.json"));
    fs.writeFileSync(path.join(checkout, "package.json"), '{ "main": "index.ts" }');
    fs.writeFileSync(
      path.join(checkout, "Pulumi.yaml"),
      "name: tiny\nruntime: { name: nodejs, options: { typescript: true } }\noptions: { refresh: always }\n",
    );
    fs.writeFileSync(
      path.join(checkout, "index.ts"),
      `import fs from "node:fs";
      import * as pulumi from "@pulumi/pulumi";
      import { local, remote } from "@pulumi/command";
      const { kind, secrets, args } = JSON.parse(fs.readFileSync("command.json", "utf8"));
      for (const name of secrets) args[name] = pulumi.secret(args[name]);
      if (kind === "local") new local.Command("greet", args);
      if (kind === "remote") new remote.Command("greet", args);
      `,
    );
  });
  afterEach(() => server.close());

  testWith(cli, "runs a command over SSH, once, and keeps its secrets", async (directory) => {
    const run = await project(directory);
    declare({
      secrets: ["stdin"],
      args: {
        create: "cat > given; sed s/great/small/ given",
        delete: "touch deleted",
        stdin: "a-great-secret",
        logging: "none",
      },
    });
    const created = await run("up", "--yes", "--skip-preview");
    expect(created).toMatchObject({ code: 0 });
    expect(created.output).toMatch(/command:remote:Command greet created/);
    expect(created.output).not.toMatch(/warning|error|download/i);
    expect(served("given")).toBe("a-great-secret");
    expect(server.ran).toHaveLength(1);

    const state = stateFile();
    expect(state).toContain("sed s/great/small/ given");
    const [, keyLine = ""] = server.privateKey.split("\n");
    for (const secret of ["a-great-secret", "a-small-secret", keyLine]) {
      expect(created.output).not.toContain(secret);
      expect(state).not.toContain(secret);
      expect(state).not.toContain(Buffer.from(secret).toString("base64"));
    }

    const unchanged = await run("preview", "--expect-no-changes");
    expect(unchanged).toMatchObject({ code: 0 });
    expect(unchanged.output).not.toMatch(/warning|error|download/i);
    const again = await run("up", "--yes", "--skip-preview");
    expect(again.output).toMatch(/2 unchanged/);
    expect(server.ran).toHaveLength(1);

    expect(await run("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(server.ran.map(({ command }) => command).slice(1)).toEqual(["touch deleted"]);
  });

  testWith(
    cli,
    "runs it again when inputs change, and anew when triggers do",
    async (directory) => {
      const run = await project(directory);
      const args = { create: "echo one", update: 'echo "after $PULUMI_COMMAND_STDOUT" > updated' };
      declare({ args });
      await run("up", "--yes", "--skip-preview");

      declare({ args: { ...args, environment: { GREETING: "hello" } } });
      const updated = await run("up", "--yes", "--skip-preview");
      expect(updated.output).toMatch(/command:remote:Command greet updated/);
      expect(served("updated")).toBe("after one\n");

      declare({ args: { ...args, delete: "touch replaced", triggers: ["new"] } });
      expect((await run("up", "--yes", "--skip-preview")).output).toMatch(
        /greet (replaced|created replacement)/,
      );
      expect(server.ran.at(-1)).toMatchObject({ command: "echo one" });
    },
  );

  testWith(cli, "runs nothing on a server with another host key", async (directory) => {
    const run = await project(directory);
    declare({ args: { create: "touch ran" }, connection: { hostKey: newHostKey() } });
    const { code, output } = await run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("has another host key than the pinned one");
    expect(server.ran).toEqual([]);
    expect(fs.readdirSync(path.join(checkout, "served"))).toEqual([]);
  });

  testWith(cli, "refuses in preview what only the real plugin may do", async (directory) => {
    const run = await project(directory);
    declare({ args: { create: "true" }, connection: { host: "192.0.2.7" } });
    const elsewhere = await run("preview");
    expect(elsewhere.code).not.toBe(0);
    expect(elsewhere.output).toContain('connection.host is "192.0.2.7": this is a stand-in');
    expect(elsewhere.output).toContain(`pulumi plugin install resource command ${version}`);
    declare({ kind: "local", args: { create: "touch here" } });
    const local = await run("preview");
    expect(local.code).not.toBe(0);
    expect(local.output).toContain("command:local:Command is not among what this stand-in");
  });

  /** Sets the stand-in and a stack up; Pulumi commands then run in the project. */
  async function project(directory: string) {
    const env = {
      ...process.env,
      PATH: [directory, process.env["PATH"]].filter(Boolean).join(path.delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${path.join(checkout, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    expect(ensure()).toMatchObject({ state: "stand-in" });
    const run = (...args: string[]) => runPulumi(args, checkout, env);
    expect(await run("stack", "init", "dev")).toMatchObject({ code: 0 });
    return run;
  }

  function declare(given: {
    kind?: "local";
    secrets?: readonly string[];
    args: object;
    connection?: object;
  }): void {
    const { kind = "remote", secrets = [], args } = given;
    const { port, hostKey, privateKey } = server;
    const connection = {
      host: "127.0.0.1",
      ...{ port, user: "admin", hostKey, privateKey },
      ...given.connection,
    };
    const text = { kind, secrets, args: kind === "remote" ? { ...args, connection } : args };
    fs.writeFileSync(path.join(checkout, "command.json"), JSON.stringify(text));
  }

  function served(file: string): string {
    return fs.readFileSync(path.join(checkout, "served", file), "utf8");
  }

  function stateFile(): string {
    return fs.readFileSync(path.join(checkout, "state/.pulumi/stacks/tiny/dev.json"), "utf8");
  }
});

/** Calls ensureCommandPlugin as set-up does. */
function ensure(): { state: string; standIn: boolean; said: string[] } {
  const { status, stdout, stderr } = runModule(
    `import { ensureCommandPlugin, isCommandStandIn } from ${JSON.stringify(library)};
     const said = [];
     const { env } = process;
     const options = { env, say: (line) => said.push(line), checkout: ${JSON.stringify(checkout)} };
     const state = await ensureCommandPlugin(options);
     process.stdout.write(JSON.stringify({ state, standIn: isCommandStandIn(env), said }));`,
    environment(),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as { state: string; standIn: boolean; said: string[] };
}

function environment(): NodeJS.ProcessEnv {
  const search = [path.join(checkout, "bin"), process.env["PATH"] ?? ""].join(path.delimiter);
  return { ...process.env, PATH: search, PULUMI_HOME: home };
}

/** A `pulumi` of which set-up sees `plugin install resource command VERSION`; `$5` is the version. */
function fakePulumi(text: string): void {
  fs.mkdirSync(path.join(checkout, "bin"), { recursive: true });
  fs.writeFileSync(path.join(checkout, "bin/pulumi"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}
