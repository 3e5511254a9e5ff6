import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EmbeddedHost } from "../../embedded/host";
import { pulumiCli, runPulumi } from "../workshop/pulumi-cli";
import { root } from "../workshop/programs";

const cli = pulumiCli();

/** `describe` where there is a Pulumi CLI, otherwise skipped with the reason in the title. */
export function describeWithCli(title: string, body: () => void): void {
  if ("program" in cli) describe(title, body);
  else describe.skip(`${title} (skipped: ${cli.reason})`, body);
}

type Json = Record<string, unknown>;

/**
 * A stack of this checkout's program, with everything else its own: an embedded host in this process, a folder of
 * configuration, a state. Named dev, so that dev's overlay applies.
 */
export class TestStack {
  readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-program-"));
  readonly env: NodeJS.ProcessEnv;

  private constructor(
    readonly host: EmbeddedHost,
    private readonly connection: Awaited<ReturnType<EmbeddedHost["listen"]>>,
  ) {
    const directory = "program" in cli ? cli.program : "";
    this.env = {
      ...process.env,
      PATH: `${directory}${path.delimiter}${process.env["PATH"] ?? ""}`,
      PULUMI_HOME: path.join(root, ".phoenix/pulumi"),
      PULUMI_BACKEND_URL: `file://${path.join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    fs.mkdirSync(path.join(this.directory, "state"));
    fs.cpSync(path.join(root, "config"), path.join(this.directory, "config"), { recursive: true });
  }

  /** Tasks on the host take `speed` times their usual time. */
  static async open(speed = 0): Promise<TestStack> {
    const host = EmbeddedHost.open({ speed });
    const stack = new TestStack(host, await host.listen());
    stack.connect();
    await stack.newState();
    return stack;
  }

  async close(): Promise<void> {
    await this.host.close();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** Writes what the stack needs to reach the host, with some of it changed. */
  connect(changes: Json = {}): void {
    const { ssh, ...api } = this.connection;
    fs.writeFileSync(path.join(this.directory, "id_ed25519"), this.host.sshKey, { mode: 0o600 });
    this.write("connection.json", { ...api, ssh: this.ssh, ...changes });
  }

  get ssh(): Json {
    return { ...this.connection.ssh, privateKeyFile: "id_ed25519" };
  }

  /** A state that knows nothing. */
  async newState(
    settings: Record<string, string> = { "phoenix:deleteVolumes": "true" },
  ): Promise<void> {
    fs.rmSync(path.join(this.directory, "state"), { recursive: true });
    fs.mkdirSync(path.join(this.directory, "state"));
    this.configure(settings);
    const { code, output } = await this.pulumi("stack", "init", "dev", "--no-select");
    if (code !== 0) throw new Error(output);
  }

  /** Sets the stack's settings beside those that lead to the host. */
  configure(settings: Record<string, string>): void {
    const all = {
      "phoenix:connection": path.join(this.directory, "connection.json"),
      "phoenix:config": path.join(this.directory, "config"),
      "phoenix:sambaPasswords": { phoenix_admin: "correct horse" },
      ...settings,
    };
    const lines = Object.entries(all).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
    fs.writeFileSync(this.settingsFile, `config:\n${lines.join("\n")}\n`);
  }

  get settingsFile(): string {
    return path.join(this.directory, "Pulumi.dev.yaml");
  }

  /** Options that lead a command to this stack. */
  get options(): string[] {
    return ["--stack", "dev", "--config-file", this.settingsFile];
  }

  async pulumi(...args: string[]): Promise<{ code: number | null; output: string }> {
    const options = args[0] === "stack" ? [] : this.options;
    return runPulumi([...args, ...options], root, this.env);
  }

  up(...args: string[]) {
    return this.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs", ...args);
  }

  preview(...args: string[]) {
    return this.pulumi("preview", "--suppress-outputs", ...args);
  }

  /** Changes a file of the configuration. */
  edit(file: string, change: (content: Json) => void): void {
    const name = path.join("config", file);
    const content = JSON.parse(fs.readFileSync(path.join(this.directory, name), "utf8")) as Json;
    change(content);
    this.write(name, content);
  }

  /** Puts another content in the place of a file of the configuration. */
  replace(file: string, content: Json): void {
    this.write(path.join("config", file), content);
  }

  /** A command of the host's administrator. */
  async shell(command: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.host.exec(command);
    if (exitCode !== 0) throw new Error(`${command}: exit ${exitCode}: ${stderr}`);
    return stdout;
  }

  /** How often the host has been changed so far. */
  get mutations(): number {
    return this.host.journal.entries().length;
  }

  private write(name: string, content: unknown): void {
    fs.writeFileSync(path.join(this.directory, name), JSON.stringify(content, null, 2));
  }
}
