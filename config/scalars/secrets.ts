/** Words that say that a secret is elsewhere. */
const placeholder =
  /^(?:|redacted|not.?set|none|null|<.*>|\$\{.*\}|.*place.?holder.*|.*change.?me.*|\*+)$/i;

/** Whether this stands in the place of a secret. */
export function isPlaceholder(value: string): boolean {
  return placeholder.test(value);
}

/** Whether this is a salted hash of a password (crypt(5)): method, parameters, salt and hash, each after a `$`. */
export function isCryptHash(value: string): boolean {
  return /^\$[a-z0-9]{1,8}\$[A-Za-z0-9./$=,+-]{8,}$/.test(value);
}
