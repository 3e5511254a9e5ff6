import { failure } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import { printPropertyString } from "../api/schema/print-property-string";
import type { Properties } from "../api/schema/property";
import { formatSize, parseSize } from "../storage/size";
import { driveProperties } from "./drive-properties";

/** A drive of a virtual machine, read. */
export interface Drive {
  /** `scsi0`, `ide2` … */
  readonly key: string;
  /** A volume id, `STORAGE:GIB` for one to be made, `STORAGE:cloudinit`, a path, `none` or `cdrom`. */
  file: string;
  /** All keys as they were given. */
  readonly values: Map<string, string>;
}

const driveKey = /^(ide|sata|scsi|virtio|efidisk)\d+$/;

/** A volume that is yet to be made: `STORAGE:SIZE` with the size in GiB (PVE::API2::Qemu, $NEW_DISK_RE). */
export const newDiskPattern = /^([^/:\s]+):(\d+(?:\.\d+)?)$/;

export function isDriveKey(key: string): boolean {
  return driveKey.test(key);
}

export function parseDrive(key: string, value: string): Drive {
  const values = parsePropertyString(propertiesOf(key), value);
  return { key, file: values.get("file") ?? "", values };
}

export function printDrive(drive: Drive): string {
  const values = new Map(drive.values).set("file", drive.file);
  return printPropertyString(propertiesOf(drive.key), values);
}

/** Sets the size in the drive's text. */
export function withSize(drive: Drive, bytes: number): Drive {
  return { ...drive, values: new Map(drive.values).set("size", formatSize(bytes)) };
}

/** Bytes, as the configuration states them. */
export function sizeOf(drive: Drive): number | undefined {
  const size = drive.values.get("size");
  return size === undefined ? undefined : parseSize(size);
}

/** The drives of a configuration, by key. */
export function drivesOf(options: ReadonlyMap<string, string>): Drive[] {
  return [...options]
    .filter(([key]) => isDriveKey(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => parseDrive(key, value));
}

/** True for an image in a CD drive, or none; cloud-init's drive is a volume of the machine's own. */
export function isCdrom(drive: Drive): boolean {
  return drive.values.get("media") === "cdrom" && !isCloudinit(drive);
}

/** True for the drive that cloud-init reads its settings from (drive_is_cloudinit). */
export function isCloudinit({ file }: Drive): boolean {
  return /[:/](?:vm-\d+-)?cloudinit(?:\.\w+)?$/.test(file);
}

/** The volumes that belong to a configuration. */
export function volumesOf(options: ReadonlyMap<string, string>): string[] {
  return drivesOf(options)
    .filter((drive) => !isCdrom(drive) && drive.file.includes(":"))
    .map(({ file }) => file);
}

function propertiesOf(key: string): Properties {
  const kind = driveKey.exec(key)?.[1] as keyof typeof driveProperties | undefined;
  if (kind === undefined) throw failure(`invalid drive key: ${key}`);
  return driveProperties[kind];
}
