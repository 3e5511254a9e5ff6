import { createHash } from "node:crypto";

/** One key of a file of authorized_keys(5). */
export interface AuthorizedKey {
  /** `SHA256:…` as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
  /** What sshd acts on: options, type and key, without the comment. */
  readonly grant: string;
  readonly comment: string;
}

const type =
  "(?:(?:sk-)?ssh-ed25519|ssh-rsa|ssh-dss|(?:sk-)?ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\\.com)?";
const option = '[A-Za-z0-9-]+(?:="(?:[^"\\\\]|\\\\.)*")?';
const keyLine = new RegExp(
  `^(?:(${option}(?:,${option})*)\\s+)?(${type})\\s+([A-Za-z0-9+/]+=*)(?:\\s+(.*?))?\\s*$`,
);

/** Reads one line; undefined for a comment, an empty line, and what is no key. */
export function parseAuthorizedKey(line: string): AuthorizedKey | undefined {
  const [, options, algorithm = "", blob = "", comment = ""] = keyLine.exec(line.trim()) ?? [];
  if (blob === "") return undefined;
  const bytes = Buffer.from(blob, "base64");
  // A key begins with the length and the name of its type (RFC 4253, 6.6).
  const named = bytes.subarray(4, 4 + (bytes.length < 4 ? 0 : bytes.readUInt32BE(0))).toString();
  if (named !== algorithm) return undefined;
  return {
    fingerprint: `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`,
    grant: [options, algorithm, blob].filter((part) => part !== undefined).join(" "),
    comment,
  };
}

/** What a file of keys is to become. */
export interface KeyChanges {
  /** Whole lines by fingerprint; null for a key that is to be gone. */
  readonly keys: Readonly<Record<string, string | null>>;
  /** Whether keys that are not named are taken out. */
  readonly exclusive: boolean;
}

/**
 * The text of a file of keys with these changes: comments, empty lines and other people's keys stay where they are, and
 * what is missing comes last.
 */
export function changeAuthorizedKeys(text: string, { keys, exclusive }: KeyChanges): string {
  const written = new Set<string>();
  const kept = text.split("\n").flatMap((line) => {
    const key = parseAuthorizedKey(line);
    if (key === undefined) return [line];
    const wanted = keys[key.fingerprint];
    if (wanted === undefined) return exclusive ? [] : [line];
    if (wanted === null || written.has(key.fingerprint)) return [];
    written.add(key.fingerprint);
    return [parseAuthorizedKey(wanted)?.grant === key.grant ? line : wanted];
  });
  while (kept.at(-1) === "") kept.pop();
  const missing = Object.entries(keys).flatMap(([fingerprint, line]) =>
    line === null || written.has(fingerprint) ? [] : [line],
  );
  return [...kept, ...missing].map((line) => `${line}\n`).join("");
}
