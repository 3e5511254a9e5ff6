import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fingerprintOf, selfSignedCertificate } from "../../../embedded/tls/certificate";
import type { HostSettings } from "../../../host/settings";

/** A fakepve of our own, over TLS on loopback. */
export class FakepveServer {
  private constructor(
    readonly api: HostSettings["api"],
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly answers: AsyncIterator<string>,
    private readonly directory: string,
  ) {}

  static async start(python: string, template: string): Promise<FakepveServer> {
    const { certificate, key } = selfSignedCertificate(["127.0.0.1"]);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-fakepve-"));
    const [certificateFile, keyFile] = ["cert.pem", "key.pem"].map((name) =>
      path.join(directory, name),
    );
    fs.writeFileSync(certificateFile ?? "", certificate);
    fs.writeFileSync(keyFile ?? "", key, { mode: 0o600 });
    const tokenId = "root@pam!judge";
    const tokenSecret = crypto.randomUUID();
    const script = path.join(__dirname, "serve.py");
    const args = [script, certificateFile ?? "", keyFile ?? "", tokenId, template];
    const child = spawn(python, args);
    child.stderr.pipe(process.stderr);
    const answers = readline.createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.write(`${tokenSecret}\n`);
    const { value: port } = (await answers.next()) as { value?: string };
    if (port === undefined) throw new Error("fakepve ended before it listened");
    const endpoint = `https://127.0.0.1:${port}`;
    const api = { endpoint, fingerprint: fingerprintOf(certificate), tokenId, tokenSecret };
    return new FakepveServer(api, child, answers, directory);
  }

  /** `lock VMID KIND` or `unlock VMID`: what an administrator does at the shell of a real node. */
  async administer(command: string): Promise<void> {
    this.child.stdin.write(`${command}\n`);
    await this.answers.next();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.end();
    await ended;
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
