import type { GuestConfig } from "../../host/guest-config";
import { parsePropertyString, parseSize, printPropertyString } from "../../host/property-string";

/** The values that hold once everything pending is applied. */
export function effective(config: GuestConfig): Record<string, string> {
  const { values, deleted } = config.pending;
  const { values: current } = config.current;
  const kept = Object.entries(current).filter(([key]) => !deleted.includes(key));
  const waiting = Object.entries(values).map(([key, text]) => [
    key,
    volumeKey.test(key) ? withLiveSize(text, current[key]) : text,
  ]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(waiting) } as Record<string, string>;
}

const volumeKey = /^(?:mp|scsi|virtio|sata|ide)\d+$/;

/** A volume's size never waits: whatever a pending text says of it, it has the one that it has now. */
function withLiveSize(text: string, current: string | undefined): string {
  const [then, now] = [text, current ?? ""].map((part) => parsePropertyString(part, "volume"));
  if (then === undefined || then["volume"] !== now?.["volume"]) return text;
  return printPropertyString({ ...then, size: now?.["size"] }, "volume");
}

/** The keys that wait for the guest's next start. */
export function pendingKeys(config: GuestConfig): string[] {
  return [...Object.keys(config.pending.values), ...config.pending.deleted].sort();
}

/**
 * To delete what only waits would leave it waiting (PVE/AbstractConfig.pm): that is reverted, as is what waits to be
 * deleted; the rest is the next step's.
 */
export function takenOut(config: GuestConfig, keys: readonly string[]): Record<string, string> {
  const { values, deleted } = config.pending;
  const waiting = keys.filter((key) => values[key] !== undefined || deleted.includes(key));
  const present = keys.filter((key) => !waiting.includes(key));
  return {
    ...(waiting.length > 0 && { revert: waiting.join(",") }),
    ...(present.length > 0 && { delete: present.join(",") }),
  };
}

/** The values of `PREFIX0`, `PREFIX1` … in their order. */
export function numbered(
  values: Readonly<Record<string, string>>,
  prefix: string,
): [string, string][] {
  return Object.entries(values)
    .filter(([key]) => key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length)))
    .sort(([a], [b]) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)));
}

/** Keys `PREFIX0`, `PREFIX1` … that a config does not use, one at each call. */
export function freeKeys(prefix: string, values: Readonly<Record<string, string>>): () => string {
  let next = 0;
  return () => {
    while (values[`${prefix}${next}`] !== undefined) next += 1;
    return `${prefix}${next++}`;
  };
}

/** `STORAGE` of `STORAGE:VOLUME`. */
export function storageOf(volume: string): string {
  return volume.split(":", 1)[0] ?? "";
}

/** `1024G` and `1T` are the same size: then the declared text, otherwise the live one. */
export function sameSize(live: string, want: string): string {
  return parseSize(live) === parseSize(want) ? want : live;
}

/** The words of a list, whatever parts them. */
export function listOf(text: string | undefined): string[] {
  return (text ?? "").split(/[\s,;]+/).filter((word) => word !== "");
}
