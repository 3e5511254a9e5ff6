import { utils } from "ssh2";
import { UserError } from "../../host/errors";
import { parseAuthorizedKey } from "../../host/authorized-keys";
import type { Shell } from "../../host/ssh";
import type { Say } from "./api-access";

/** A new private key (ed25519, in OpenSSH's format). */
export function newPrivateKey(comment: string): string {
  for (;;) {
    const { private: key } = utils.generateKeyPairSync("ed25519", { comment });
    // Of some 250 keys that ssh2 1.17 makes it cannot read one itself (its padding is too long).
    if (!(utils.parseKey(key) instanceof Error)) return `${key.trimEnd()}\n`;
  }
}

/**
 * The line of authorized_keys that lets a private key in.
 *
 * @throws UserError for what is no private key
 */
export function publicLine(privateKey: string, comment: string): string {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error || !parsed.isPrivateKey()) {
    throw new UserError("The stack's phoenix:sshPrivateKey is no private key without passphrase.");
  }
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")} ${comment}`;
}

/** Lets the key in as root; the lines of others stay as they are. */
export async function authorize(
  shell: Shell,
  { authorizedKeys, line }: { readonly authorizedKeys: string; readonly line: string },
  say: Say,
  warn: Say,
): Promise<void> {
  const wanted = parseAuthorizedKey(line);
  const found = authorizedKeys.split("\n").flatMap((each) => parseAuthorizedKey(each) ?? []);
  const stale = found.filter(
    ({ fingerprint, comment }) => comment === wanted?.comment && fingerprint !== wanted.fingerprint,
  );
  for (const { fingerprint, comment } of stale) {
    warn(
      `root may also log in with another key called ${comment}, ${fingerprint}; remove it if nobody has it`,
    );
  }
  if (found.some(({ grant }) => grant === wanted?.grant)) return;
  await shell.run(["bash", "-c", append], { stdin: `${line}\n` });
  say(`let the SSH key ${wanted?.comment} in as root`);
}

/** In place: on a node the file is a link into /etc/pve, where the whole cluster has it. */
const append = `set -eu
file=/root/.ssh/authorized_keys
[ -d /root/.ssh ] || { mkdir /root/.ssh; chmod 0700 /root/.ssh; }
[ -e "$file" ] || { : > "$file"; chmod 0600 "$file"; }
[ -z "$(tail -c 1 "$file")" ] || echo >> "$file"
cat >> "$file"`;
