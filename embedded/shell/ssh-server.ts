import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthContext, AuthenticationType, Connection, ServerChannel, Session } from "ssh2";
import { Server, utils } from "ssh2";
import type { ExecResult, Files } from "../contract";
import type { HostShell } from "./host-shell";

/** How an SSH server is started. */
export interface SshServerOptions {
  /** Private host key (ed25519) in OpenSSH's format. */
  readonly hostKey: string;
  /** On loopback; 0 for one that the kernel chooses. */
  readonly port: number;
  readonly shell: HostShell;
  /** The host's files, for /root/.ssh/authorized_keys. */
  readonly files: Files;
  /** Lets root in with a password as well, as Proxmox VE's installer does (PermitRootLogin yes). */
  readonly rootPassword?: string;
  /** Called at each connection that has logged in. */
  readonly onConnection?: () => void;
  /** Called at each new command, before it runs; may delay it or end the connection (ordered faults). */
  readonly onCommand?: (command: string, drop: () => void) => Promise<CommandTrouble>;
}

/** What goes wrong with a command. */
export interface CommandTrouble {
  /** Answered instead of running it. */
  readonly answer?: ExecResult;
  /** It runs, and the connection is cut instead of the answer. */
  readonly isCutAfterwards: boolean;
}

/** A running SSH server. */
export interface SshServer {
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * sshd of the embedded host, on loopback: root only, by public key or password, commands and script sessions, at most ten sessions
 * a connection (sshd_config(5), MaxSessions).
 */
export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const connections = new Set<Connection>();
  const server = new Server(
    { hostKeys: [options.hostKey], ident: "OpenSSH_10.0p2 Debian-7" },
    (connection, client) => {
      connections.add(connection);
      // Answers are small and waited for. The types know this method of clients only.
      (connection as Connection & { setNoDelay(noDelay: boolean): unknown }).setNoDelay(true);
      connection.on("authentication", (context) => authenticate(context, options));
      connection.on("ready", () => {
        options.onConnection?.();
        const { ip, port } = client;
        serve(connection, options, { SSH_CONNECTION: `${ip} ${port} 127.0.0.1 ${portOf(server)}` });
      });
      connection.on("close", () => connections.delete(connection));
      // A client that goes away in mid-packet is no concern of the host's.
      connection.on("error", () => connections.delete(connection));
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: portOf(server),
    close: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

const maxSessions = 10;

function authenticate(
  context: AuthContext,
  { files, rootPassword }: Pick<SshServerOptions, "files" | "rootPassword">,
): void {
  const methods: AuthenticationType[] =
    rootPassword === undefined ? ["publickey"] : ["publickey", "password"];
  const isRoot = context.username === "root";
  if (context.method === "password" && isRoot && rootPassword !== undefined) {
    if (same(Buffer.from(context.password), Buffer.from(rootPassword))) context.accept();
    else context.reject(methods);
    return;
  }
  if (context.method !== "publickey" || !isRoot) {
    context.reject(methods);
    return;
  }
  const key = authorizedKeys(files).find((each) => same(each.getPublicSSH(), context.key.data));
  const { signature, blob } = context;
  if (!key || (signature && blob && key.verify(blob, signature, context.hashAlgo) !== true)) {
    context.reject(methods);
  } else context.accept();
}

interface PublicKey {
  getPublicSSH(): Buffer;
  verify(data: Buffer, signature: Buffer, algorithm?: string): boolean | Error;
}

function authorizedKeys(files: Files): PublicKey[] {
  const lines = (files.readText("/root/.ssh/authorized_keys") ?? "").split("\n");
  return lines.flatMap((line) => {
    const key = /(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-\S+) \S+.*$/.exec(line)?.[0];
    const parsed = key === undefined ? undefined : utils.parseKey(key);
    return parsed === undefined || parsed instanceof Error ? [] : [parsed];
  });
}

function same(a: Buffer, b: Buffer): boolean {
  const digest = (data: Buffer) => createHash("sha256").update(data).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function serve(
  connection: Connection,
  options: SshServerOptions,
  environment: Readonly<Record<string, string>>,
): void {
  let sessions = 0;
  connection.on("session", (accept, reject) => {
    if (sessions >= maxSessions) {
      reject();
      return;
    }
    sessions++;
    const session = accept();
    session.on("close", () => sessions--);
    serveSession(session, connection, options, { ...environment });
  });
}

function serveSession(
  session: Session,
  connection: Connection,
  options: SshServerOptions,
  env: Record<string, string>,
): void {
  session.on("env", (accept, _reject, info) => {
    // AcceptEnv LANG LC_* is what Debian's sshd_config has.
    if (/^(LANG|LC_\w+)$/.test(info.key)) env[info.key] = info.val;
    confirm(accept);
  });
  session.on("pty", (accept) => confirm(accept));
  session.on("exec", (accept, _reject, info) => {
    void run(accept(), info.command, env, connection, options);
  });
  session.on("shell", (accept) => {
    void run(accept(), undefined, env, connection, options);
  });
}

/** A request that wants no reply comes without a way to give one. */
function confirm(accept: (() => unknown) | undefined): void {
  accept?.();
}

/** Runs a command with the channel's input, or for a shell request the input itself as a script. */
async function run(
  channel: ServerChannel,
  command: string | undefined,
  env: Record<string, string>,
  connection: Connection,
  options: SshServerOptions,
): Promise<void> {
  const aborter = new AbortController();
  const abort = () => aborter.abort();
  const isGone = () => aborter.signal.aborted;
  channel.on("close", abort);
  connection.on("close", abort);
  channel.on("error", abort);
  try {
    const input = await readAll(channel, aborter.signal, command !== undefined);
    if (isGone()) return;
    const script = command ?? input.toString("utf8");
    const stdin = command === undefined ? "" : input.toString("latin1");
    const trouble = await options.onCommand?.(script, () => connection.end());
    const run = () => options.shell.exec(script, { stdin, env, signal: aborter.signal });
    const result = trouble?.answer ?? (await run());
    if (trouble?.isCutAfterwards === true) connection.end();
    if (isGone() || trouble?.isCutAfterwards === true) return;
    channel.stderr.write(encode(result.stderr));
    channel.write(encode(result.stdout));
    channel.exit(result.exitCode);
  } catch (error) {
    if (aborter.signal.aborted) return;
    channel.stderr.write(
      `embedded host: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    channel.exit(254);
  } finally {
    connection.removeListener("close", abort);
    channel.end();
  }
}

/**
 * All input up to its end, since the interpreter wants it whole. A client that sends nothing and never ends its input
 * (a terminal) is taken to have none after a while; once it has sent something, its end is waited for.
 */
async function readAll(
  channel: ServerChannel,
  signal: AbortSignal,
  isCommand: boolean,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(() => {
      if (isCommand && chunks.length === 0) finish();
    }, idle);
    channel.on("data", (chunk: Buffer) => chunks.push(chunk));
    channel.on("end", finish);
    signal.addEventListener("abort", finish);
  });
}

// Long, because a client on a busy machine is only slow; with "ssh -n" nobody waits.
const idle = 10_000;

/** The interpreter gives text; what is no text came as one character a byte. */
function encode(text: string): Buffer {
  return Buffer.from(text, /[^\u0000-\u00ff]/.test(text) || !isBinary(text) ? "utf8" : "latin1");
}

function isBinary(text: string): boolean {
  return /[\u0080-\u00bf]{2}|[\u0000-\u0008\u000e-\u001a]/.test(text);
}
