import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EmbeddedHost } from "../../embedded/host";
import { newSshKeyPair } from "../../embedded/server/ssh-keys";
import { privilegesFor } from "../../tools/bootstrap/privileges";
import { describeWithCli } from "../program/stack";
import { pulumiCli, runPulumi } from "../workshop/pulumi-cli";
import { root } from "../workshop/programs";

const stack = "bootstrap-test";
const passphrase = "correct horse";

jest.setTimeout(300_000);

type Settings = Record<string, { value?: string; secret: boolean }>;

describeWithCli("bootstrap", () => {
  let host: EmbeddedHost;
  let connection: Awaited<ReturnType<EmbeddedHost["listen"]>>;
  let directory: string;
  let configFile: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    host = EmbeddedHost.open({ speed: 0 });
    connection = await host.listen();
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-bootstrap-"));
    configFile = path.join(directory, `Pulumi.${stack}.yaml`);
    fs.mkdirSync(path.join(directory, "state"));
    fs.mkdirSync(path.join(directory, "config"));
    write("config/phoenix_hypervisor_config.json", { users: [{ username: "ann" }] });
    write("config/phoenix_lxc_configs.json", { lxc_configs: {} });
    const cli = pulumiCli();
    const { SSH_AUTH_SOCK: _agent, ...rest } = process.env;
    env = {
      ...rest,
      PATH: `${"program" in cli ? cli.program : ""}${path.delimiter}${process.env["PATH"] ?? ""}`,
      // No keys of the person who runs the tests.
      HOME: directory,
      PULUMI_HOME: path.join(root, ".phoenix/pulumi"),
      PULUMI_BACKEND_URL: `file://${path.join(directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  });
  afterEach(async () => {
    await host.close();
    fs.rmSync(directory, { recursive: true, force: true });
    fs.rmSync(path.join(root, `Pulumi.${stack}.yaml`), { force: true });
  });

  function write(name: string, content: unknown): void {
    fs.writeFileSync(path.join(directory, name), JSON.stringify(content));
  }

  /** Runs the tool as somebody would who has root's password, or what else is given. */
  function bootstrap(
    args: readonly string[] = [],
    { input = connection.password, words = [] as readonly string[] } = {},
  ): Promise<{ code: number | null; output: string }> {
    const place = ["--stack", stack, "--config-file", configFile];
    const { port, hostKey } = connection.ssh;
    const where = [
      ...["root@127.0.0.1", "--port", String(port), "--endpoint", connection.endpoint],
      ...(words.length > 0 ? words : ["--host-key", hostKey, "--password-stdin"]),
    ];
    const hook = path.join(root, "providers/typescript.cjs");
    const child = spawn(
      process.execPath,
      ["--require", hook, "tools/make-access.ts", ...where, ...place, ...args],
      { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] },
    );
    child.stdin.end(`${input}\n`);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, output }));
    });
  }

  async function pulumi(...args: string[]): Promise<string> {
    const place = ["--stack", stack, "--config-file", configFile];
    const { code, output } = await runPulumi([...args, ...place], root, env);
    if (code !== 0) throw new Error(output);
    return output;
  }

  const settings = async () =>
    JSON.parse(await pulumi("config", "--json", "--show-secrets")) as Settings;

  const shell = async (command: string) => {
    const { stdout, stderr, exitCode } = await host.exec(command);
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout;
  };

  test("with root's password it makes role, user, token and key, with which the program works", async () => {
    const { code, output } = await bootstrap();
    expect(output).toMatch(/Logged in as root@127\.0\.0\.1 with the password/);
    expect(output).toMatch(/made the role Phoenix with 16 privileges/);
    expect(output).toMatch(/reaches the node phoenix .* with its own token and key/);
    expect(code).toBe(0);
    const set = await settings();
    expect(set["phoenix:tokenId"]?.value).toBe(`phoenix@pve!${stack}`);
    expect(set["phoenix:fingerprint"]?.value).toBe(connection.fingerprint);
    expect(set["phoenix:sshHostKey"]?.value).toBe(connection.ssh.hostKey);
    for (const name of ["tokenSecret", "sshPrivateKey"]) {
      const { value = "", secret } = set[`phoenix:${name}`] ?? {};
      expect(secret).toBe(true);
      expect(value.length).toBeGreaterThan(30);
      const middle = value.slice(value.length / 2, value.length / 2 + 12);
      expect(output).not.toContain(middle);
      expect(fs.readFileSync(configFile, "utf8")).not.toContain(middle);
    }
    expect(await shell("pveum acl list --output-format json")).toBe(
      '[{"path":"/","propagate":1,"roleid":"Phoenix","type":"user","ugid":"phoenix@pve"}]\n',
    );
    const roles = JSON.parse(await shell("pveum role list --output-format json")) as {
      roleid: string;
      privs: string;
    }[];
    const privileges = roles.find(({ roleid }) => roleid === "Phoenix")?.privs.split(",");
    expect(privileges).toEqual(
      privilegesFor({ hasPrivileged: false, hasFirewall: true, hasNetwork: true, hasVms: false }),
    );
    await pulumi("config", "set", "phoenix:config", path.join(directory, "config"));
    const requests: string[] = [];
    host.observeRequests(({ authuser }) => requests.push(authuser));
    await pulumi("preview", "--suppress-outputs");
    await pulumi("up", "--yes", "--skip-preview", "--suppress-outputs");
    expect(await shell("id -un ann")).toBe("ann\n");
    expect(new Set(requests)).toEqual(new Set([`phoenix@pve!${stack}`]));
    expect(await pulumi("preview", "--suppress-outputs", "--expect-no-changes")).toMatch(
      /unchanged/,
    );
  });

  test("a second run logs in with the stack's own key, changes nothing, and says so", async () => {
    await bootstrap();
    const [before, file] = [host.journal.entries().length, fs.readFileSync(configFile, "utf8")];
    const { code, output } = await bootstrap([], {
      words: ["--port", String(connection.ssh.port)],
    });
    expect(output).toMatch(/with the stack's own key\.\nNothing had to change/);
    expect(code).toBe(0);
    expect(host.journal.entries()).toHaveLength(before);
    expect(fs.readFileSync(configFile, "utf8")).toBe(file);
  });

  test("what somebody changed on the host is brought back, and what is not ours is left alone", async () => {
    await bootstrap();
    const theirs = newSshKeyPair("bob@desk").publicKey;
    await shell(
      "pveum role modify Phoenix --privs 'Datastore.Audit VM.Clone' && pveum user modify phoenix@pve --enable 0 && " +
        "pveum acl delete / --users phoenix@pve --roles Phoenix && " +
        "pveum acl modify /vms --users phoenix@pve --roles PVEAuditor && " +
        `printf '%s' '${theirs}' > /root/.ssh/authorized_keys`,
    );
    const { code, output } = await bootstrap();
    expect(output).toMatch(/changed the role Phoenix: .*\+VM\.Allocate.* -Datastore\.Audit\n/);
    expect(output).toMatch(/enabled the user phoenix@pve\n/);
    expect(output).toMatch(/granted the role Phoenix on \//);
    expect(output).toMatch(/let the SSH key phoenix\+bootstrap-test in as root/);
    expect(output).toMatch(/note: phoenix@pve has more .*PVEAuditor on \/vms/);
    expect(output).not.toMatch(/API token .*made|recorded/);
    expect(code).toBe(0);
    const [first, second] = (await shell("cat /root/.ssh/authorized_keys")).split("\n");
    expect(first).toBe(theirs);
    expect(second).toMatch(/^ssh-ed25519 \S+ phoenix\+bootstrap-test$/);
  });

  test("a token that is gone is made anew only when that is asked for", async () => {
    await bootstrap();
    const before = (await settings())["phoenix:tokenSecret"]?.value;
    await shell(`pveum user token remove phoenix@pve ${stack}`);
    const refused = await bootstrap();
    expect(refused.output).toMatch(/has no API token phoenix@pve!bootstrap-test.*--new-token/);
    expect(refused.code).toBe(1);
    const { code, output } = await bootstrap(["--new-token"]);
    expect(output).toMatch(/made the API token phoenix@pve!bootstrap-test\n/);
    expect(code).toBe(0);
    expect((await settings())["phoenix:tokenSecret"]?.value).not.toBe(before);
  });

  test("a token whose secret the stack has lost is made anew, and the old one goes", async () => {
    await bootstrap();
    const old = (await settings())["phoenix:tokenSecret"]?.value ?? "";
    await pulumi("config", "rm", "phoenix:tokenSecret");
    const { code, output } = await bootstrap();
    expect(output).toMatch(/made the API token phoenix@pve!bootstrap-test anew/);
    expect(code).toBe(0);
    expect(await shell("cat /etc/pve/priv/token.cfg")).not.toContain(old);
  });

  test("a secret that is wrong is told with what to do", async () => {
    await bootstrap();
    await pulumi("config", "set", "--secret", "phoenix:tokenSecret", "wrong-secret");
    const { code, output } = await bootstrap();
    expect(output).toMatch(/refuses the token.*--new-token/s);
    expect(code).toBe(1);
  });

  test("a server of which nobody says who it is, or which is another one, is not logged in to", async () => {
    const { port } = connection.ssh;
    const before = host.journal.entries().length;
    const silent = await bootstrap([], { words: ["--port", String(port), "--password-stdin"] });
    expect(silent.output).toContain(`has the host key ${connection.ssh.hostKey}`);
    expect(silent.output).toMatch(/Nobody is there to confirm the host key.*--host-key.*--yes/s);
    const other = `SHA256:${"A".repeat(43)}`;
    const wrong = await bootstrap([], {
      words: ["--port", String(port), "--password-stdin", "--host-key", other],
    });
    expect(wrong.output).toMatch(/otherwise this is not your host/);
    expect([silent.code, wrong.code]).toEqual([1, 1]);
    expect(host.journal.entries()).toHaveLength(before);
  });

  test("without a key and with a wrong password it says what to give", async () => {
    const { code, output } = await bootstrap([], { input: "wrong" });
    expect(output).toMatch(/no key was accepted, and no password.*--identity.*--password-stdin/s);
    expect(code).toBe(1);
  });

  test("a key of one's own is enough, and no password is asked for", async () => {
    const identity = path.join(directory, "id");
    fs.writeFileSync(identity, host.sshKey, { mode: 0o600 });
    const words = ["--port", String(connection.ssh.port), "--yes", "--identity", identity];
    const { code, output } = await bootstrap([], { words });
    expect(output).toContain(`with ${identity}`);
    expect(code).toBe(0);
  });

  test("a run that broke off is taken up again", async () => {
    for (const step of ["role add", "user add", "acl modify", "token add", "authorized_keys"]) {
      host.faults.onCommand({ command: new RegExp(`${step}(?!.*2>/dev/null)`, "s"), drop: true });
      expect((await bootstrap()).code).toBe(1);
      host.faults.clear();
    }
    expect((await bootstrap()).code).toBe(0);
    expect(
      (await shell("cat /root/.ssh/authorized_keys")).match(/phoenix\+bootstrap/g),
    ).toHaveLength(1);
  });

  test("without a passphrase nothing is begun", async () => {
    env["PULUMI_CONFIG_PASSPHRASE"] = "";
    const { code, output } = await bootstrap();
    expect(output).toMatch(/choose a passphrase first/);
    expect(code).toBe(1);
    expect(await shell("pveum user list --output-format json")).not.toContain("phoenix@pve");
  });
});
