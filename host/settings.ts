import fs from "node:fs";
import path from "node:path";
import { ConnectionError } from "./errors";

/** How to reach one Proxmox VE node: its API and its root shell. */
export interface HostSettings {
  /** The node's name as Proxmox has it (`hostname`, `pvecm nodes`). */
  readonly node: string;
  readonly api: {
    /** `https://HOST:8006`. */
    readonly endpoint: string;
    /** SHA-256 fingerprint of the certificate, as `pvenode cert info` prints it (`AA:BB:…`). */
    readonly fingerprint?: string;
    /** A CA's certificate in PEM, instead of a fingerprint. */
    readonly ca?: string;
    /** `USER@REALM!TOKENID`. */
    readonly tokenId: string;
    readonly tokenSecret: string;
  };
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    /** Fingerprint of the host key as `ssh-keygen -lf` prints it (`SHA256:…`). */
    readonly hostKey: string;
    /** The private key itself; or */
    readonly privateKey?: string;
    /** the socket of an SSH agent that has it. */
    readonly agent?: string;
  };
  /** What a person does when the host does not answer, such as a command that starts it. */
  readonly hint?: string;
}

/** Reads one setting of the stack (`phoenix:NAME`); undefined where it is not set. */
export type GetSetting = (name: string) => string | undefined;

/**
 * The settings of the stack's host: from the stack's configuration, or from the JSON file that
 * `phoenix:connection` names (what the embedded host writes).
 *
 * @throws ConnectionError with every setting that is missing or wrong
 */
export function readSettings(get: GetSetting, directory = process.cwd()): HostSettings {
  const file = get("connection");
  return file === undefined
    ? fromStack(get)
    : fromFile(path.resolve(directory, file), path.relative(directory, file));
}

function fromStack(get: GetSetting): HostSettings {
  const problems: string[] = [];
  const need = (name: string, what: string, shape: RegExp) => {
    const value = get(name);
    if (value === undefined) problems.push(`phoenix:${name} is not set: ${what}`);
    else if (!shape.test(value)) problems.push(`phoenix:${name} is not ${what}`);
    return value ?? "";
  };
  const endpoint = need("endpoint", "https://HOST:8006 of the Proxmox VE API", /^https:\/\/\S+$/);
  const node = need("node", "the node's name", /^[A-Za-z0-9-]+$/);
  const tokenId = need(
    "tokenId",
    "an API token's id, USER@REALM!TOKENID",
    /^[^\s@!]+@[^\s!]+!\S+$/,
  );
  const tokenSecret = need("tokenSecret", "the token's secret (set it with --secret)", /^\S+$/);
  const hostKey = need("sshHostKey", "the host key's fingerprint, SHA256:…", /^SHA256:[\w+/=]+$/);
  const fingerprint = get("fingerprint");
  const ca = get("ca");
  if (fingerprint === undefined && ca === undefined) {
    problems.push(
      "phoenix:fingerprint is not set: the certificate's SHA-256 fingerprint (or phoenix:ca)",
    );
  } else if (
    fingerprint !== undefined &&
    !/^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/.test(fingerprint)
  ) {
    problems.push("phoenix:fingerprint is not a SHA-256 fingerprint, 32 bytes as AA:BB:…");
  }
  const privateKey = get("sshPrivateKey");
  const agent = privateKey === undefined ? process.env["SSH_AUTH_SOCK"] : undefined;
  if (privateKey === undefined && agent === undefined) {
    problems.push("phoenix:sshPrivateKey is not set, and there is no SSH agent (SSH_AUTH_SOCK)");
  }
  if (problems.length > 0) {
    throw new ConnectionError(
      `The stack does not say how to reach its host:\n  ${problems.join("\n  ")}`,
    );
  }
  return {
    node,
    api: {
      endpoint: endpoint.replace(/\/+$/, ""),
      tokenId,
      tokenSecret,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(ca !== undefined && { ca }),
    },
    ssh: {
      host: get("sshHost") ?? new URL(endpoint).hostname,
      port: Number(get("sshPort") ?? 22),
      user: get("sshUser") ?? "root",
      hostKey,
      ...(privateKey !== undefined && { privateKey }),
      ...(agent !== undefined && { agent }),
    },
  };
}

interface ConnectionFile {
  readonly node: string;
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly privateKeyFile: string;
    readonly hostKey: string;
  };
  readonly start?: string;
}

function fromFile(file: string, shown: string): HostSettings {
  let connection: ConnectionFile;
  let privateKey: string;
  try {
    connection = JSON.parse(fs.readFileSync(file, "utf8")) as ConnectionFile;
    privateKey = fs.readFileSync(
      path.resolve(path.dirname(file), connection.ssh.privateKeyFile),
      "utf8",
    );
  } catch (cause) {
    throw new ConnectionError(
      `The stack's host is described in ${shown}, which cannot be read. ` +
        "Start the embedded host, which writes it: npm run host -- start",
      { cause },
    );
  }
  const { node, endpoint, fingerprint, tokenId, tokenSecret, ssh, start } = connection;
  return {
    node,
    api: { endpoint, fingerprint, tokenId, tokenSecret },
    ssh: { host: ssh.host, port: ssh.port, user: ssh.user, hostKey: ssh.hostKey, privateKey },
    ...(start !== undefined && { hint: `Start it: ${start}` }),
  };
}
