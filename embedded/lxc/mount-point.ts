import { failure } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import { printPropertyString } from "../api/schema/print-property-string";
import { formatSize, parseSize } from "../storage/size";
import { mountPointProperties, rootfsProperties } from "./options";

/** `rootfs` or an `mp[n]`, read. */
export interface MountPoint {
  /** `rootfs`, `mp0` … */
  readonly key: string;
  /** A volume id, `STORAGE:SIZE` for one to be made, or an absolute path. */
  volume: string;
  readonly type: "volume" | "bind" | "device";
  /** Where it is mounted in the container. */
  readonly target: string;
  readonly readOnly: boolean;
  /** Bytes, as the configuration states them. */
  size: number | undefined;
  /** All keys as they were given. */
  readonly values: Map<string, string>;
}

/** A volume that is yet to be made: `STORAGE:SIZE` with the size in GiB. */
export const newVolumePattern = /^([^:\s]+):(\d+(?:\.\d+)?)$/;

export function isMountKey(key: string): boolean {
  return key === "rootfs" || /^mp\d+$/.test(key);
}

export function parseMountPoint(key: string, value: string | undefined): MountPoint {
  const properties = key === "rootfs" ? rootfsProperties : mountPointProperties;
  const values = parsePropertyString(properties, value ?? "");
  const volume = values.get("volume") ?? "";
  const size = values.get("size");
  return {
    key,
    volume,
    type: classify(volume),
    target: key === "rootfs" ? "/" : (values.get("mp") ?? "/"),
    readOnly: values.get("ro") === "1",
    size: size === undefined ? undefined : parseSize(size),
    values,
  };
}

export function printMountPoint(point: MountPoint): string {
  const properties = point.key === "rootfs" ? rootfsProperties : mountPointProperties;
  const values = new Map(point.values).set("volume", point.volume);
  if (point.size !== undefined) values.set("size", formatSize(point.size));
  return printPropertyString(properties, values);
}

/** The volumes and other mounts of a configuration: rootfs first, then by number. */
export function mountPointsOf(options: ReadonlyMap<string, string>): MountPoint[] {
  const keys = [...options.keys()].filter(isMountKey).sort((a, b) => rank(a) - rank(b));
  return keys.map((key) => parseMountPoint(key, options.get(key)));
}

/** The size of a new volume in bytes, from `STORAGE:GIB`. */
export function newVolumeRequest(volume: string): { storage: string; bytes: number } {
  const [, storage, gib] = newVolumePattern.exec(volume) ?? [];
  if (storage === undefined) throw failure(`unable to parse volume ID '${volume}'`);
  return { storage, bytes: Math.trunc(Number(gib) * 1024) * 1024 * 1024 };
}

function rank(key: string): number {
  return key === "rootfs" ? -1 : Number(key.slice(2));
}

function classify(volume: string): MountPoint["type"] {
  if (!volume.startsWith("/")) return "volume";
  return volume.startsWith("/dev/") ? "device" : "bind";
}
