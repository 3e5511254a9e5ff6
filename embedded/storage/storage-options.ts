import {
  contentListFormat,
  configIdListFormat,
  nodeListFormat,
  storageIdFormat,
  storagePathFormat,
} from "../api/schema/formats";
import type { Properties, Property } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText } from "../api/schema/property";

const path = optionalText({ format: storagePathFormat });

function blocksizeProblem(value: string): string | undefined {
  const [, digits, unit = ""] = /^(\d+)([kmKM]?)$/.exec(value) ?? [];
  const bytes = Number(digits) * (unit === "" ? 1 : unit.toLowerCase() === "k" ? 1024 : 1048576);
  if (bytes >= 512 && bytes <= 16 * 1048576 && Number.isInteger(Math.log2(bytes))) return undefined;
  const range = "Must be a power of 2 between 512B and 16MiB (e.g., 4k, 8k, 16k, 64k, 1m)";
  return `value '${value}' is not a valid ZFS blocksize. ${range}.\n`;
}

/** PVE::Storage::Plugin, verify of pve-storage-vgname. */
function volumeGroupProblem(value: string): string | undefined {
  if (/^[a-z0-9][a-z0-9\-_.]*[a-z0-9]$/i.test(value)) return undefined;
  return `lvm name '${value}' contains illegal characters\n`;
}

/** Options of a storage that may be changed later. */
export const changeableOptions: Properties = {
  nodes: optionalText({ format: nodeListFormat }),
  disable: optionalFlag,
  content: optionalText({ format: contentListFormat }),
  bwlimit: optionalText(),
  "prune-backups": optionalText(),
  "max-protected-backups": optionalInteger({ minimum: -1 }),
  format: optionalText({ enum: ["raw", "qcow2", "subvol", "vmdk"] }),
  mkdir: optionalFlag,
  "create-base-path": optionalFlag,
  "create-subdirs": optionalFlag,
  "content-dirs": optionalText(),
  preallocation: optionalText({ enum: ["off", "metadata", "falloc", "full"] }),
  "snapshot-as-volume-chain": optionalFlag,
  shared: optionalFlag,
  is_mountpoint: optionalText(),
  blocksize: optionalText({ format: blocksizeProblem }),
  sparse: optionalFlag,
  mountpoint: path,
  pool: optionalText(),
  options: optionalText(),
  subdir: path,
  server: optionalText(),
  username: optionalText(),
  password: optionalText({ maxLength: 256 }),
  domain: optionalText({ maxLength: 256 }),
  smbversion: optionalText({ enum: ["default", "2.0", "2.1", "3", "3.0", "3.11"] }),
};

/** All options at creation. */
export const creationOptions: Properties = {
  ...changeableOptions,
  path,
  export: path,
  share: optionalText(),
  vgname: optionalText({ format: volumeGroupProblem }),
  thinpool: optionalText({ format: volumeGroupProblem }),
};

export const storageParameter: Property = { type: "string", format: storageIdFormat };

export const deleteParameter: Property = optionalText({
  format: configIdListFormat,
  maxLength: 4096,
});

/** A value as GET /storage answers it. */
export function answerStorageOption(key: string, value: string): string | number {
  const type = creationOptions[key]?.type;
  const numeric = type === "boolean" || type === "integer" || key === "priority";
  return numeric ? Number(value) : value;
}
