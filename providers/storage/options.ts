import type { StorageEntry } from "../../host/section-config";
import type { Value } from "../lifecycle";
import { parseBytes } from "../zfs-values";
import type { OptionField } from "./schema";

/** Flags that are on where storage.cfg does not name them. */
const onByDefault: readonly string[] = ["mkdir", "create-base-path", "create-subdirs"];

/**
 * A live option in the words of its declaration: the declared value itself where both mean the same. Null declares
 * that it is not set.
 */
export function observeOption(
  { options }: StorageEntry,
  field: OptionField,
  want: Value | undefined,
): Value {
  const live = options[field];
  if (want === null) return live ?? null;
  if (typeof want === "boolean")
    return live === undefined ? onByDefault.includes(field) : isOn(live);
  if (typeof want === "number") return live === undefined ? null : Number(live);
  if (live === undefined) {
    // Where PVE looks for the pool's volumes where nothing else is said (ZFSPoolPlugin, path).
    const isDefault = field === "mountpoint" && want === `/${options["pool"] ?? ""}`;
    return isDefault ? want : null;
  }
  return typeof want === "string" && canonical(field, want) === canonical(field, live)
    ? want
    : live;
}

/** An option as the API takes it. */
export function optionParameter(value: Value | undefined): string | number | boolean | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

/** Lists of `key=value` have no order, a block size has two spellings, and a yes has four. */
function canonical(field: OptionField, value: string): string {
  if (field === "prune-backups" || field === "bwlimit" || field === "content-dirs") {
    return value.split(",").sort().join(",");
  }
  if (field === "blocksize") return String(parseBytes(value) ?? value);
  if (field === "is_mountpoint") return isOn(value) ? "yes" : isOff(value) ? "no" : value;
  return value;
}

/** PVE::JSONSchema::parse_boolean. */
function isOn(value: string): boolean {
  return /^(1|on|yes|true)$/i.test(value);
}

function isOff(value: string): boolean {
  return /^(0|off|no|false)$/i.test(value);
}
