import path from "node:path";

/** A storage definition of /etc/pve/storage.cfg; `content` and the like are still the file's text. */
export interface StorageEntry {
  readonly storage: string;
  /** `dir`, `zfspool`, `nfs` … */
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Reads a section file such as storage.cfg (format: PVE/SectionConfig.pm): `type: id`, then indented options. */
export function parseStorageConfig(text: string): StorageEntry[] {
  const entries: { storage: string; type: string; options: Record<string, string> }[] = [];
  for (const line of text.split("\n")) {
    const header = /^([a-z][a-z0-9_-]*):\s*(\S+)\s*$/.exec(line);
    if (header !== null) {
      entries.push({ type: header[1] ?? "", storage: header[2] ?? "", options: {} });
      continue;
    }
    const option = /^\s+([a-z][\w-]*)(?:\s+(.*?))?\s*$/.exec(line);
    const entry = entries.at(-1);
    // A flag without a value, such as `disable`, is true.
    if (option !== null && entry !== undefined) entry.options[option[1] ?? ""] = option[2] ?? "1";
  }
  return entries;
}

/** Types of storages that are a folder of the node. */
const folders = ["dir", "nfs", "cifs"];

/** The folder of the node that a storage is; undefined for one of another type. */
export function storageFolder(entry: StorageEntry | undefined): string | undefined {
  const directory = entry?.options["path"];
  return entry !== undefined && folders.includes(entry.type) && directory !== undefined
    ? path.posix.normalize(directory)
    : undefined;
}

/** Reads what sha256sum(1) says of /etc/pve/priv/storage/ID.pw. */
export function parsePasswordHashes(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([0-9a-f]{64}) [ *]\S*\/([^/\s]+)\.pw$/gm)].map(
      ([, hash = "", id = ""]) => [id, hash],
    ),
  );
}
