const units = ["", "K", "M", "G", "T", "P", "E"];

/** Values that ZFS takes and prints back as something else (zfsprops(7)). */
const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acltype: { noacl: "off", posixacl: "posix" },
  encryption: { on: "aes-256-gcm" },
  version: { current: "5" },
  xattr: { sa: "on" },
};

/** Properties that are sizes, for which `none` and 0 are the same. */
const limits = new Set(["quota", "refquota", "reservation", "refreservation"]);

/**
 * The live value of a property in the words of the declared one: the declared text itself where both mean the
 * same (`128K` and `131072`), otherwise the live value as a person would write it.
 */
export function inWordsOf(declared: string | undefined, property: string, live: string): string {
  if (declared !== undefined && canonical(property, declared) === canonical(property, live))
    return declared;
  return readable(property, live);
}

/** A value in the form in which equal ones are equal texts. */
export function canonical(property: string, value: string): string {
  const known = synonyms[property]?.[value] ?? value;
  if (limits.has(property) && known === "none") return "0";
  return String(parseBytes(known) ?? known);
}

/** A size as ZFS takes it (`128K`, `1.4T`, `16384`), in bytes; undefined for what is no size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGTPE]?)(?:i?B)?$/i.exec(text);
  if (match === null) return undefined;
  return Math.floor(Number(match[1]) * 1024 ** units.indexOf((match[2] ?? "").toUpperCase()));
}

function readable(property: string, live: string): string {
  if (limits.has(property) && live === "0") return "none";
  const sized =
    limits.has(property) || ["recordsize", "volsize", "volblocksize"].includes(property);
  const bytes = Number(live);
  if (!sized || !Number.isSafeInteger(bytes) || bytes === 0) return live;
  const power = units.findLastIndex((_, exponent) => bytes % 1024 ** exponent === 0);
  return `${bytes / 1024 ** power}${units[power] ?? ""}`;
}
