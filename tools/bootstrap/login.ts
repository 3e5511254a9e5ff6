import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client, utils, type AnyAuthMethod } from "ssh2";
import { UserError } from "../../host/errors";
import { shellOver, type Shell } from "../../host/ssh";
import type { Options } from "./options";
import { askPassword, confirm, readPassword } from "./questions";

/** One SSH login as an administrator. */
export interface Login {
  readonly shell: Shell;
  /** Fingerprint of the host key that the server has proved. */
  readonly hostKey: string;
  /** What the server accepted, such as `a key of the SSH agent`. */
  readonly by: string;
}

interface Attempt {
  readonly by: string;
  readonly method: AnyAuthMethod;
}

/** What a stack knows from an earlier time. */
interface Known {
  readonly hostKey: string | undefined;
  readonly privateKey: string | undefined;
}

/**
 * Logs in once. The host key has to be the known one, or is confirmed by a person; keys are tried before a password is
 * asked for.
 *
 * @throws UserError where the server is another one, is not trusted, or accepts nothing
 */
export async function logIn(options: Options, known: Known): Promise<Login> {
  const client = new Client();
  const where = `${options.user}@${options.host}`;
  const expected = options.hostKey ?? known.hostKey;
  let hostKey = "";
  let refused: string | undefined;
  let by = "";
  const attempts = attemptsOf(options, known.privateKey);
  await new Promise<void>((resolve, reject) => {
    client.once("ready", resolve);
    client.once("error", (cause) => reject(explain(cause, where, refused)));
    client.once("close", () => reject(explain(undefined, where, refused)));
    client.connect({
      host: options.host,
      port: options.port,
      username: options.user,
      // A person may take a while to compare a fingerprint or to find a password; sshd itself waits two minutes.
      readyTimeout: 120_000,
      hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void) => {
        hostKey = fingerprintOf(key);
        void judge(hostKey, expected, options).then((problem) => {
          refused = problem;
          verify(problem === undefined);
        });
      },
      authHandler: (accepted: readonly string[] | null, _partial, next) => {
        void attempts
          .next(accepted)
          .then((attempt) => {
            by = attempt?.by ?? "";
            // The types know no false, which ends the attempts.
            next((attempt?.method ?? false) as AnyAuthMethod);
          })
          .catch(reject);
      },
    });
  });
  client.setNoDelay(true);
  const shell = shellOver(
    () => Promise.resolve(client),
    () => undefined,
  );
  return { shell, hostKey, by };
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** Why the server is not to be talked to; undefined where it is. */
async function judge(
  live: string,
  expected: string | undefined,
  { host, hostKey, yes }: Options,
): Promise<string | undefined> {
  if (expected !== undefined) {
    if (expected.replace(/=+$/, "") === live) return undefined;
    const from = hostKey === undefined ? "the stack's phoenix:sshHostKey" : "--host-key";
    return (
      `The SSH server at ${host} has the host key ${live}, but ${from} is ${expected}. ` +
      "If the key was changed on purpose, give the new fingerprint with --host-key; otherwise this is not your host."
    );
  }
  process.stdout.write(`The SSH server at ${host} has the host key ${live}\n`);
  if (yes) return undefined;
  const compare =
    "Compare it with what the host itself says: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub";
  if (!process.stdin.isTTY) {
    return `Nobody is there to confirm the host key. ${compare}\nand give it with --host-key ${live}, or trust it with --yes.`;
  }
  process.stdout.write(`${compare}\n`);
  return (await confirm("Is it the same?")) ? undefined : "The host key was not confirmed.";
}

/** Keys in turn, and a password when none of them was accepted; three times where a person types it. */
function attemptsOf(options: Options, stackKey: string | undefined) {
  const keys: Attempt[] = keysOf(options, stackKey);
  let passwords = 0;
  return {
    async next(accepted: readonly string[] | null): Promise<Attempt | undefined> {
      const key = keys.shift();
      if (key !== undefined) return key;
      const isTyped = !options.passwordFromStdin && process.stdin.isTTY;
      const isPossible = accepted === null || accepted.includes("password");
      const most = options.passwordFromStdin ? 1 : isTyped ? 3 : 0;
      if (!isPossible || passwords >= most) return undefined;
      passwords += 1;
      const question = `Password of ${options.user}@${options.host}: `;
      const password = isTyped ? await askPassword(question) : await readPassword();
      return {
        by: "the password",
        method: { type: "password", username: options.user, password },
      };
    },
  };
}

function keysOf({ user, identity }: Options, stackKey: string | undefined): Attempt[] {
  const ofKey = (by: string, key: string | Buffer): Attempt[] => {
    const parsed = utils.parseKey(key);
    // One with a passphrase is the agent's business.
    if (parsed instanceof Error || !parsed.isPrivateKey()) return [];
    return [{ by, method: { type: "publickey", username: user, key } }];
  };
  const agent = process.env["SSH_AUTH_SOCK"];
  const own = ["id_ed25519", "id_ecdsa", "id_rsa"].map((name) =>
    path.join(os.homedir(), ".ssh", name),
  );
  if (identity !== undefined && !fs.existsSync(identity)) {
    throw new UserError(`There is no key ${identity}.`);
  }
  return [
    ...(identity === undefined ? [] : ofKey(identity, fs.readFileSync(identity))),
    ...(stackKey === undefined ? [] : ofKey("the stack's own key", stackKey)),
    ...(agent === undefined
      ? []
      : [
          {
            by: "a key of the SSH agent",
            method: { type: "agent", username: user, agent } as const,
          },
        ]),
    ...own
      .filter((file) => fs.existsSync(file))
      .flatMap((file) => ofKey(file, fs.readFileSync(file))),
  ];
}

function explain(
  cause: (Error & { level?: string; code?: string }) | undefined,
  where: string,
  refused: string | undefined,
): Error {
  if (refused !== undefined) return new UserError(refused);
  if (cause?.level === "client-authentication") {
    return new UserError(
      `The SSH server refuses ${where}: no key was accepted, and no password. ` +
        "Give a key with --identity, or the password at a terminal or with --password-stdin.",
    );
  }
  const why = cause?.code ?? cause?.message ?? "the connection was closed";
  return new UserError(`The SSH server of ${where} cannot be reached (${why}).`, { cause });
}
