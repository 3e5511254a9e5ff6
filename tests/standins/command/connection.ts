import { isIPv4 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import { installHint } from "./install-hint";
import { isObject, isUnknown } from "./wire";

/** `connection` of a command, with the defaults of @pulumi/command. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A line of authorized_keys(5): `TYPE BASE64 [COMMENT]`. */
  readonly hostKey: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  readonly password?: string;
  readonly agentSocketPath?: string;
  /** How often a dial may fail for reasons of the network; -1 for no limit. */
  readonly dialErrorLimit: number;
  /** Seconds; 0 for no limit. */
  readonly perDialTimeout: number;
}

const texts = ["host", "user", "hostKey", "privateKey", "privateKeyPassword", "password"];
const known = new Set([...texts, "agentSocketPath", "port", "dialErrorLimit", "perDialTimeout"]);

/** What is wrong with a connection, as far as it is known yet. */
export function problemsOf(connection: unknown): string[] {
  if (isUnknown(connection)) return [];
  if (!isObject(connection)) return ["connection is missing"];
  const { host, hostKey } = connection;
  const extra = Object.keys(connection).filter(
    (key) => connection[key] !== undefined && !known.has(key),
  );
  return [
    ...extra.map((key) => `connection.${key} is not among what this stand-in can do`),
    ...(isUnknown(host) || isLoopback(host)
      ? []
      : [
          `connection.host is ${JSON.stringify(host)}: this is a stand-in for the plugin of @pulumi/command, ` +
            `which reaches nothing but the embedded host on this machine. ${installHint}`,
        ]),
    ...(isUnknown(hostKey) || keyOf(hostKey) !== undefined
      ? []
      : [
          hostKey === undefined
            ? "connection.hostKey is not set, so nothing would be checked"
            : "connection.hostKey is not a public key as authorized_keys(5) has it",
        ]),
  ];
}

/** Connects; a host key other than the pinned one, or a refused login, is final. */
export async function connect(connection: Connection): Promise<Client> {
  const { dialErrorLimit } = connection;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dial(connection);
    } catch (error) {
      const isFinal = error instanceof FinalError;
      if (isFinal || (dialErrorLimit >= 0 && attempt > dialErrorLimit)) throw error;
      await sleep(Math.min(5000, 100 * 1.5 ** (attempt - 1)));
    }
  }
}

class FinalError extends Error {}

function dial(connection: Connection): Promise<Client> {
  const { host, port, user, perDialTimeout } = connection;
  const pinned = keyOf(connection.hostKey);
  if (pinned === undefined) throw new FinalError("connection.hostKey is not a public key");
  const agent = connection.agentSocketPath ?? process.env["SSH_AUTH_SOCK"];
  const { privateKey, privateKeyPassword: passphrase, password } = connection;
  const config: ConnectConfig = {
    host,
    port,
    username: user,
    readyTimeout: perDialTimeout * 1000,
    algorithms: { serverHostKey: [...pinned.algorithms] },
    ...(privateKey !== undefined && { privateKey }),
    ...(passphrase !== undefined && { passphrase }),
    ...(password !== undefined && { password }),
    ...(agent !== undefined && agent !== "" && { agent }),
  };
  const where = `${user}@${host}:${port}`;
  return new Promise((resolve, reject) => {
    const client = new Client();
    let isOther = false;
    client.once("ready", () => resolve(client));
    client.on("error", (cause) => {
      // Without an algorithm in common the server has no key of the pinned type at all.
      if (isOther || /no matching host key/.test(cause.message)) {
        reject(
          new FinalError(`The SSH server at ${where} has another host key than the pinned one.`),
        );
      } else if (cause.level === "client-authentication") {
        reject(new FinalError(`The SSH server at ${where} refuses the login.`, { cause }));
      } else {
        reject(
          new Error(`The SSH server at ${where} cannot be reached: ${cause.message}`, { cause }),
        );
      }
    });
    try {
      client.connect({
        ...config,
        hostVerifier: (key: Buffer) => {
          isOther = !key.equals(pinned.key);
          return !isOther;
        },
      });
    } catch (cause) {
      reject(new FinalError(`connection cannot be used: ${(cause as Error).message}`, { cause }));
    }
  });
}

/** The key of a line of authorized_keys(5), with the signatures that its type can make (RFC 8332 for RSA). */
function keyOf(
  line: unknown,
): { key: Buffer; algorithms: readonly ServerHostKeyAlgorithm[] } | undefined {
  const [, type = "", base64 = ""] =
    /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+={0,2})(?: .*)?$/.exec(
      String(line).trim(),
    ) ?? [];
  const key = Buffer.from(base64, "base64");
  // The key says its type once more, behind four bytes of length (RFC 4253, 6.6).
  if (type === "" || key.subarray(4, 4 + type.length).toString() !== type) return undefined;
  const algorithms = type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type];
  return { key, algorithms: algorithms as ServerHostKeyAlgorithm[] };
}

function isLoopback(host: unknown): boolean {
  return (
    host === "localhost" ||
    host === "::1" ||
    (typeof host === "string" && isIPv4(host) && host.startsWith("127."))
  );
}
