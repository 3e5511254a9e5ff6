import { volumeContents, type VolumeContent } from "./backend";

/** What a type of storage holds and needs (PVE::Storage::*Plugin, `plugindata` and `options`). */
export interface StorageType {
  readonly content: readonly (VolumeContent | "none")[];
  readonly defaultContent: readonly VolumeContent[];
  /** Options that it cannot do without. */
  readonly required: readonly string[];
  /** Options that may be set once and never changed. */
  readonly fixed: readonly string[];
  readonly optional: readonly string[];
}

const common = ["nodes", "disable", "content", "bwlimit"];
const files = [
  ...common,
  "maxfiles",
  "prune-backups",
  "max-protected-backups",
  "format",
  "mkdir",
  "create-base-path",
  "create-subdirs",
  "content-dirs",
  "preallocation",
  "snapshot-as-volume-chain",
];
const fileContent = [...volumeContents, "none"] as const;

/** The types of the embedded node. The others of PVE are refused as not supported here. */
export const storageTypes: Readonly<Record<string, StorageType>> = {
  dir: {
    content: fileContent,
    defaultContent: ["images"],
    required: ["path"],
    fixed: ["path"],
    optional: [...files, "shared", "is_mountpoint"],
  },
  zfspool: {
    content: ["images", "rootdir"],
    defaultContent: ["images", "rootdir"],
    required: ["pool"],
    fixed: ["pool"],
    optional: [...common, "blocksize", "sparse", "mountpoint"],
  },
  nfs: {
    content: fileContent,
    defaultContent: ["images"],
    required: ["server", "export"],
    fixed: ["path", "server", "export"],
    optional: [...files, "options"],
  },
  cifs: {
    content: fileContent,
    defaultContent: ["images"],
    required: ["server", "share"],
    fixed: ["path", "server", "share"],
    optional: [...files, "options", "subdir", "username", "password", "domain", "smbversion"],
  },
  lvmthin: {
    content: ["images", "rootdir"],
    defaultContent: ["images", "rootdir"],
    required: ["vgname", "thinpool"],
    fixed: ["vgname", "thinpool"],
    optional: common,
  },
};

/** Keys that print before `content` in storage.cfg, in this order. */
export function leadingKeys(type: string): readonly string[] {
  const { fixed = [] } = storageTypes[type] ?? {};
  return [...fixed].sort();
}
