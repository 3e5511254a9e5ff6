import { parseSize } from "./sizes";
import type { DatasetKind, PropertySpec } from "./property-table";
import { findProperty, isUserProperty } from "./property-table";

/** A value refused by ZFS, in its words and without the `cannot …:` in front. */
export class PropertyError extends Error {}

/**
 * The form in which a property is stored and printed by `get -p`: sizes in bytes, aliases resolved
 * (`posixacl` is `posix`, `xattr=sa` reads `on`). Throws PropertyError in libzfs's words.
 */
export function storedValue(
  kind: DatasetKind,
  name: string,
  value: string,
  when: "create" | "set",
): string {
  const spec = findProperty(name);
  if (!spec) {
    if (!isUserProperty(name)) throw new PropertyError(`invalid property '${name}'`);
    return value;
  }
  if (!spec.applies.includes(kind)) {
    throw new PropertyError(`'${spec.name}' does not apply to datasets of this type`);
  }
  if (spec.set === "never" || (spec.set === "create" && when === "set")) {
    throw new PropertyError(`'${spec.name}' is readonly`);
  }
  return parsers[spec.kind](spec, value);
}

type Parser = (spec: PropertySpec, value: string) => string;

const parsers: Record<PropertySpec["kind"], Parser> = {
  statistic: (_spec, value) => value,
  index: parseIndex,
  limit: parseLimit,
  size: parseSizeProperty,
  number: (_spec, value) => number(value).toString(),
  string: parseString,
};

function parseIndex(spec: PropertySpec, value: string): string {
  const alias = aliases[`${spec.name}=${value}`];
  if (alias !== undefined) return alias;
  if (!spec.values?.split(" | ").some((pattern) => matches(pattern, value))) {
    throw new PropertyError(`'${spec.name}' must be one of '${spec.values ?? ""}'`);
  }
  return value;
}

const aliases: Record<string, string> = {
  "acltype=posixacl": "posix",
  "acltype=noacl": "off",
  "xattr=sa": "on",
  "encryption=on": "aes-256-gcm",
  "version=current": "5",
};

/** A pattern as the message shows it: `gzip-[1-9]`, `zstd-fast-[1-10,20]`, `sha256[,verify]`. */
function matches(pattern: string, value: string): boolean {
  const [head = "", list] = pattern.split("[");
  if (list === undefined) return pattern === value;
  if (list.startsWith(",")) return value === head || value === `${head}${list.slice(0, -1)}`;
  if (!value.startsWith(head) || !/^\d+$/.test(value.slice(head.length))) return false;
  const level = Number(value.slice(head.length));
  return list
    .slice(0, -1)
    .split(",")
    .some((range) => {
      const [low = "", high = low] = range.split("-");
      return level >= Number(low) && level <= Number(high);
    });
}

function parseLimit(spec: PropertySpec, value: string): string {
  const off = spec.default ?? "0";
  if (value === "none") return off;
  const bytes = number(value);
  if (bytes === 0 && (spec.name === "quota" || spec.name === "refquota")) {
    throw new PropertyError("use 'none' to disable quota/refquota");
  }
  return bytes.toString();
}

function parseSizeProperty(spec: PropertySpec, value: string): string {
  const bytes = number(value);
  if (spec.name === "recordsize" && !powerOfTwo(bytes, 512, 16 * 1024 ** 2)) {
    throw new PropertyError("'recordsize' must be power of 2 from 512B to 16M");
  }
  if (spec.name === "volblocksize" && !powerOfTwo(bytes, 512, 128 * 1024)) {
    throw new PropertyError("'volblocksize' must be power of 2 from 512B to 128K");
  }
  return bytes.toString();
}

function parseString(spec: PropertySpec, value: string): string {
  const path = value.startsWith("/") || value === "none" || value === "legacy";
  if (spec.name === "mountpoint" && !path) {
    throw new PropertyError("'mountpoint' must be an absolute path, 'none', or 'legacy'");
  }
  return value.length > 1 && spec.name === "mountpoint" ? value.replace(/\/+$/, "") : value;
}

function number(value: string): number {
  const bytes = parseSize(value);
  if (bytes === undefined) throw new PropertyError(`bad numeric value '${value}'`);
  return bytes;
}

function powerOfTwo(value: number, low: number, high: number): boolean {
  return value >= low && value <= high && Number.isInteger(Math.log2(value));
}
