import { createHash } from "node:crypto";
import { utils } from "ssh2";

/** A key pair in OpenSSH's formats. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** As it stands in authorized_keys. */
  readonly publicKey: string;
}

export function newSshKeyPair(comment: string): SshKeyPair {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    // Of some 250 keys that ssh2 1.17 makes it cannot read one itself (its padding is too long).
    if (utils.parseKey(pair.private) instanceof Error) continue;
    return { privateKey: `${pair.private.trimEnd()}\n`, publicKey: pair.public.trimEnd() };
  }
}

/** `SHA256:…` of a public key, as `ssh-keygen -l` prints it. */
export function sshFingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
