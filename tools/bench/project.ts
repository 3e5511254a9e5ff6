import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Connection } from "../../embedded/connection";
import type { Files } from "./inventory";
import { watchProcessorTime, type ProcessorTime } from "./processor-time";

/** What a run took. */
export interface Run {
  readonly seconds: number;
  readonly processorTime: ProcessorTime;
  readonly output: string;
}

const root = path.resolve(__dirname, "../..");
/** One that the checkout has a settings file of, so that none is made there. */
const stack = "dev";

/** A program with a stack, settings and state of its own. */
export class Project {
  readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-bench-"));

  private constructor(
    private readonly program: string | undefined,
    private readonly hostPid: number,
  ) {
    fs.mkdirSync(path.join(this.directory, "state"));
  }

  /** Phoenix itself, with a configuration for a host. */
  static async ofPhoenix(hostPid: number, connection: Connection, key: string): Promise<Project> {
    const project = new Project(undefined, hostPid);
    const settings = { "phoenix:connection": "connection.json", "phoenix:config": "config" };
    const lines = Object.entries(settings).map(
      ([name, file]) => `  ${name}: ${path.join(project.directory, file)}\n`,
    );
    const { ssh } = connection;
    project.#write("id_ed25519", key);
    project.#write(
      "connection.json",
      JSON.stringify({ ...connection, ssh: { ...ssh, privateKeyFile: "id_ed25519" } }),
    );
    project.#write(`Pulumi.${stack}.yaml`, `config:\n${lines.join("")}`);
    fs.mkdirSync(path.join(project.directory, "config"));
    await project.pulumi("stack", "init", stack, "--no-select");
    return project;
  }

  /** Another program, with Phoenix's own options and packages. */
  static async ofProgram(text: string): Promise<Project> {
    const project = new Project(text, 0);
    const settings = fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
    project.#write("Pulumi.yaml", settings.replace("name: phoenix", "name: bench"));
    project.#write("package.json", '{ "name": "bench", "main": "index.ts" }\n');
    fs.copyFileSync(
      path.join(root, "tsconfig.json"),
      path.join(project.directory, "tsconfig.json"),
    );
    project.#write("index.ts", text);
    for (const link of ["node_modules", "providers"]) {
      fs.symlinkSync(path.join(root, link), path.join(project.directory, link));
    }
    await project.pulumi("stack", "init", stack, "--no-select");
    return project;
  }

  configure(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      this.#write(path.join("config", name), JSON.stringify(content));
    }
  }

  preview(...options: string[]): Promise<Run> {
    return this.pulumi("preview", "--stack", stack, ...options);
  }

  /** `env` is added to the environment. */
  up(env: NodeJS.ProcessEnv = {}): Promise<Run> {
    return this.#run(["up", "--yes", "--skip-preview", "--stack", stack], env);
  }

  /** The state as it is stored. */
  state(): { readonly bytes: number; readonly resources: readonly { readonly type: string }[] } {
    const directory = path.join(this.directory, "state/.pulumi/stacks");
    const found = fs
      .readdirSync(directory, { recursive: true, encoding: "utf8" })
      .find((name) => name.endsWith(`${stack}.json`));
    const text = fs.readFileSync(path.join(directory, found ?? ""), "utf8");
    const { checkpoint } = JSON.parse(text) as {
      checkpoint: { latest?: { resources?: { type: string }[] } };
    };
    return { bytes: Buffer.byteLength(text), resources: checkpoint.latest?.resources ?? [] };
  }

  remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** @throws {Error} with what it printed, where it fails. */
  pulumi(...words: string[]): Promise<Run> {
    return this.#run(words);
  }

  async #run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    const settings =
      this.program === undefined && words[0] !== "stack"
        ? ["--config-file", path.join(this.directory, `Pulumi.${stack}.yaml`)]
        : [];
    const started = process.hrtime.bigint();
    const child = spawn("pulumi", [...words, ...settings, "--non-interactive"], {
      cwd: this.program === undefined ? root : this.directory,
      env: {
        ...process.env,
        ...env,
        PULUMI_BACKEND_URL: `file://${path.join(this.directory, "state")}`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const processorTime = watchProcessorTime(child.pid ?? 0, this.hostPid);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const taken = processorTime();
    if (code !== 0) throw new Error(`pulumi ${words.join(" ")} failed:\n${output}`);
    return { seconds, processorTime: taken, output };
  }

  #write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.directory, name), text, { mode: 0o600 });
  }
}
