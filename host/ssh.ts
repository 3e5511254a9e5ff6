import { createHash } from "node:crypto";
import { Client, type ClientCallback, type ConnectConfig } from "ssh2";
import { CommandError, ConnectionError, UnknownOutcomeError, UnreachableError } from "./errors";
import { log } from "./log";
import { quoteArgv } from "./quote";
import type { HostSettings } from "./settings";

interface RunOptions {
  /** What the command reads; the way for everything that is secret or long. */
  readonly stdin?: string;
  /** True for a command that changes nothing, which may be sent again when the connection breaks. */
  readonly reads?: boolean;
}

/** A root shell on the node. */
export interface Shell {
  /**
   * Runs one program and returns what it printed.
   *
   * @throws CommandError when it ends with another exit code than 0
   */
  run(argv: readonly string[], options?: RunOptions): Promise<string>;
  /** Runs a script with bash, given on its standard input; `args` are its positional parameters. */
  script(
    text: string,
    args: readonly string[],
    options?: Omit<RunOptions, "stdin">,
  ): Promise<string>;
  /** Gives the connection up, so that the next command makes a new one: to `address`, or to that of the settings. */
  reconnect(address?: string): void;
  close(): void;
}

/** sshd takes 10 sessions on a connection (MaxSessions, sshd_config(5)); two are left for others. */
const channels = 8;

/**
 * Opens the shell over one kept connection, which is made at the first command; `onHostKey` is told the server's public
 * key, as authorized_keys(5) has it, when it has proven to be the pinned one.
 */
export function openShell(
  settings: HostSettings["ssh"],
  onWrite: () => void,
  onHostKey: (key: string) => void = () => undefined,
): Shell {
  return shellOver(
    (address, onClose) =>
      connect({ ...settings, host: address ?? settings.host }, onClose, onHostKey),
    onWrite,
  );
}

/**
 * The shell over connections that `open` makes, one at a time: the first when it is needed, another one after `onClose`
 * was called. `address` is where the host is, if not where it is known to be.
 */
export function shellOver(
  open: (address: string | undefined, onClose: () => void) => Promise<Client>,
  onWrite: () => void,
): Shell {
  let address: string | undefined;
  let connection: Promise<Client> | undefined;
  let isClosed = false;
  const connected = (): Promise<Client> => {
    // A reading that was cut off by the end is tried again, but not over a connection that nobody would end.
    if (isClosed) throw new ConnectionError("The connection to the host was closed.");
    if (connection !== undefined) return connection;
    const mine: Promise<Client> = open(address, () => {
      if (connection === mine) connection = undefined;
    });
    connection = mine;
    return mine;
  };
  const slots = new Slots(channels);
  const once = async (command: string, stdin: string | undefined) => {
    const client = await connected();
    return slots.use(() => exec(client, command, stdin));
  };
  const run = async (command: string, { stdin, reads = false }: RunOptions) => {
    // Without a locale the PVE programs turn every byte outside ASCII into U+FFFD.
    const line = `LC_ALL=C.UTF-8 ${command}`;
    if (!reads) onWrite();
    try {
      return await once(line, stdin);
    } catch (error) {
      if (!reads || !(error instanceof UnknownOutcomeError)) throw error;
      return await once(line, stdin);
    } finally {
      if (!reads) onWrite();
    }
  };
  return {
    run: (argv, options = {}) => run(quoteArgv(argv), options),
    script: (text, args, options = {}) =>
      run(quoteArgv(["bash", "-s", "--", ...args]), { ...options, stdin: text }),
    reconnect: (where) => {
      // What hangs on a network that is gone does not end by itself.
      connection?.then(
        (client) => client.destroy(),
        () => undefined,
      );
      connection = undefined;
      address = where;
    },
    close: () => {
      isClosed = true;
      void connection?.then((client) => client.end());
      connection = undefined;
    },
  };
}

function connect(
  settings: HostSettings["ssh"],
  onClose: () => void,
  onHostKey: (key: string) => void,
): Promise<Client> {
  const where = `${settings.user}@${settings.host}:${settings.port}`;
  return new Promise((resolve, reject) => {
    const client = new Client();
    let live: string | undefined;
    // The handshake and a command are small packets, each of which would wait for the answer to the one before.
    client.once("connect", () => client.setNoDelay(true));
    client.once("ready", () => resolve(client));
    client.once("end", onClose);
    client.once("close", onClose);
    client.on("error", (cause) => {
      onClose();
      reject(refusal(where, settings, cause, live));
    });
    const config: ConnectConfig = {
      host: settings.host,
      port: settings.port,
      username: settings.user,
      readyTimeout: 15_000,
      keepaliveInterval: 15_000,
      hostVerifier: (key: Buffer) => {
        live = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
        const isPinned = live === settings.hostKey.replace(/=+$/, "");
        if (isPinned) onHostKey(publicKey(key));
        return isPinned;
      },
      ...(settings.privateKey !== undefined && { privateKey: settings.privateKey }),
      ...(settings.agent !== undefined && { agent: settings.agent }),
    };
    try {
      client.connect(config);
    } catch (cause) {
      reject(refusal(where, settings, cause as Error, live));
    }
  });
}

function refusal(
  where: string,
  settings: HostSettings["ssh"],
  cause: Error & { level?: string; code?: string },
  liveKey: string | undefined,
): ConnectionError {
  if (liveKey !== undefined && liveKey !== settings.hostKey.replace(/=+$/, "")) {
    return new ConnectionError(
      `The SSH server at ${where} has another host key than the pinned one: ` +
        `its fingerprint is ${liveKey}, phoenix:sshHostKey is ${settings.hostKey}. ` +
        "If the key was changed on purpose, set the new fingerprint; otherwise this is not your host.",
    );
  }
  if (cause.level === "client-authentication") {
    return new ConnectionError(`The SSH server at ${where} refuses the key of this stack.`, {
      cause,
    });
  }
  return new UnreachableError(
    `The SSH server at ${where} cannot be reached (${cause.code ?? cause.message}).`,
    { cause },
  );
}

function exec(client: Client, command: string, stdin: string | undefined): Promise<string> {
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const lost = (cause?: Error) =>
      reject(
        new UnknownOutcomeError(`SSH connection lost during: ${command.slice(0, 80)}`, { cause }),
      );
    const serve: ClientCallback = (error, channel) => {
      if (error !== undefined) return lost(error);
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      channel.on("data", (chunk: Buffer) => stdout.push(chunk));
      channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
      let exitCode: number | undefined;
      channel.on("exit", (code: number | null) => (exitCode = code ?? 255));
      channel.on("close", () => {
        log("ssh", {
          command: command.split("\n", 1)[0]?.slice(0, 200),
          exitCode,
          ms: Date.now() - started,
        });
        if (exitCode === undefined) return lost();
        const output = Buffer.concat(stdout).toString("utf8");
        if (exitCode === 0) return resolve(output);
        reject(new CommandError(command, exitCode, Buffer.concat(stderr).toString("utf8"), output));
      });
      channel.end(stdin ?? "");
    };
    try {
      client.exec(command, serve);
    } catch (error) {
      // A connection that the host has ended throws until its end is noticed.
      lost(error as Error);
    }
  });
}

/** Lets at most `size` things run at once; the others wait in order. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resume) => this.#waiting.push(resume));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** A key as authorized_keys(5) has it; it begins with its type, behind four bytes of length (RFC 4253, 6.6). */
function publicKey(key: Buffer): string {
  const type = key.subarray(4, 4 + key.readUInt32BE(0)).toString("latin1");
  return `${type} ${key.toString("base64")}`;
}
