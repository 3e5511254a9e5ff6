import { text } from "./text";

const option = '[A-Za-z0-9-]+(?:="(?:[^"\\\\\\u0000-\\u001f]|\\\\.)*")?';
const type =
  "(?:(?:sk-)?ssh-ed25519|ssh-rsa|(?:sk-)?ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\\.com)?";
const key = `(?:${option}(?:,${option})* )?${type} [A-Za-z0-9+/]{40,}=*(?: [^\\u0000-\\u001f\\u007f-\\u009f]*)?`;

/** A key of RSA with 16384 bits has 2800 characters, and options may stand before it. */
const longest = 16_384;

/** One line of authorized_keys(5): options, type, key, comment. */
export const publicKey = text(
  "a line of authorized_keys such as ssh-ed25519 AAAA… name",
  new RegExp(`^${key}$`),
  longest,
);

/** The same, or nothing. */
export const emptyOrPublicKey = text(
  "a line of authorized_keys such as ssh-ed25519 AAAA… name, or empty",
  new RegExp(`^(?:${key})?$`),
  longest,
);
