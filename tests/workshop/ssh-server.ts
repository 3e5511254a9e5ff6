import { newSshKeyPair } from "../../embedded/server/ssh-keys";
import { spawn } from "node:child_process";
import net, { type AddressInfo } from "node:net";
import {
  AgentProtocol,
  Server,
  utils,
  type Connection,
  type ParsedKey,
  type ServerChannel,
} from "ssh2";

/** A command that the server was asked to run, with the variables that it accepted. */
interface Ran {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An SSH server on loopback that lets one key in and runs what it is told in a folder. */
export interface TestServer {
  readonly port: number;
  /** Its host key, as a line of authorized_keys(5). */
  readonly hostKey: string;
  /** The private key that it lets in. */
  readonly privateKey: string;
  readonly ran: Ran[];
  close(): Promise<void>;
}

/** Of the variables it accepts those that AcceptEnv would name as `GREETING PULUMI_COMMAND_*`. */
export async function startServer(folder: string): Promise<TestServer> {
  const host = newSshKeyPair("host");
  const user = newSshKeyPair("user");
  const allowed = parse(user.publicKey);
  const ran: Ran[] = [];
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [host.privateKey] }, (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => {
      if (context.method !== "publickey") return context.reject(["publickey"]);
      const isAllowed = context.key.data.equals(allowed.getPublicSSH());
      const { blob, signature } = context;
      if (!isAllowed) context.reject();
      else if (blob === undefined || signature === undefined) context.accept();
      else if (allowed.verify(blob, signature, context.hashAlgo)) context.accept();
      else context.reject();
    });
    connection.on("session", (accept) => {
      const env: Record<string, string> = {};
      const session = accept();
      session.on("env", (_accept, _reject, { key, val }) => {
        if (/^(GREETING|PULUMI_COMMAND_\w+)$/.test(key)) env[key] = val;
      });
      session.on("exec", (acceptExec, _reject, { command }) => {
        ran.push({ command, env });
        execute(acceptExec(), command, env, folder);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: host.publicKey,
    privateKey: user.privateKey,
    ran,
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.end();
        server.close(() => resolve());
      }),
  };
}

/** An SSH agent that holds one key, at a socket. */
export async function startAgent(
  socket: string,
  privateKey: string,
): Promise<{ close(): Promise<void> }> {
  const key = parse(privateKey);
  const server = net.createServer((stream) => {
    const agent = new AgentProtocol(false);
    agent.on("identities", (request) => agent.getIdentitiesReply(request, [key]));
    agent.on("sign", (request, _publicKey, data, { hash }) =>
      agent.signReply(request, key.sign(data, hash)),
    );
    stream.on("error", () => undefined);
    stream.pipe(agent).pipe(stream);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

export function newHostKey(): string {
  return newSshKeyPair("other").publicKey;
}

function execute(
  channel: ServerChannel,
  command: string,
  env: Record<string, string>,
  cwd: string,
): void {
  const child = spawn("/bin/sh", ["-c", command], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
  });
  child.stdin.on("error", () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on("close", (code) => {
    channel.exit(code ?? 255);
    channel.end();
  });
}

function parse(text: string): ParsedKey {
  const key = utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}
