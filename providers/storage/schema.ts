import { z } from "zod";
import { absolutePath, datasetName } from "../shapes";

const line = z.string().regex(/^[^\0\r\n]+$/, "must be one line");
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, "must be a name without blanks");
const flag = z.boolean().optional();
const text = line.optional();

/**
 * A storage of /etc/pve/storage.cfg. The options have PVE's own names and meanings (pvesm(1), PVE/Storage/*Plugin.pm);
 * one that is left out is not compared.
 */
export const storageSchema = z.strictObject({
  storage: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/,
      "must be a storage id: letters, digits and _ . -",
    ),
  type: z.enum(["dir", "zfspool", "nfs", "cifs", "lvmthin"]),
  /** What may lie on it, in alphabetical order. */
  content: z
    .array(z.enum(["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"]))
    .min(1),
  disable: z.boolean(),
  /** The nodes that have it, in alphabetical order; all where there are none. */
  nodes: z.array(word),
  path: absolutePath.optional(),
  pool: datasetName.optional(),
  server: word.optional(),
  export: absolutePath.optional(),
  share: text,
  vgname: word.optional(),
  thinpool: word.optional(),
  shared: flag,
  "prune-backups": text,
  "max-protected-backups": z.int().min(-1).optional(),
  format: z.enum(["raw", "qcow2", "subvol", "vmdk"]).optional(),
  preallocation: z.enum(["off", "metadata", "falloc", "full"]).optional(),
  mkdir: flag,
  "create-base-path": flag,
  "create-subdirs": flag,
  "content-dirs": text,
  "snapshot-as-volume-chain": flag,
  is_mountpoint: text,
  bwlimit: text,
  sparse: flag,
  blocksize: text,
  mountpoint: absolutePath.optional(),
  options: text,
  subdir: absolutePath.optional(),
  username: text,
  domain: text,
  smbversion: z.enum(["default", "2.0", "2.1", "3", "3.0", "3.11"]).optional(),
  /** That the password on the node is the one of the stack's secrets. */
  password: z.literal("as declared").optional(),
});

export type StorageSpec = z.infer<typeof storageSchema>;

/** What the API does not change once a storage is there (`pvesm set` has no such option). */
export const fixedFields = [
  ...["type", "path", "pool", "server", "export", "share", "vgname", "thinpool"],
] as readonly string[];

/** Fields that are always compared and have a way of their own. */
const ownWay = ["storage", "type", "content", "disable", "nodes", "password"];

/** Options that are one value of storage.cfg each. */
export const optionFields = Object.keys(storageSchema.shape).filter(
  (field) => !ownWay.includes(field),
) as readonly OptionField[];

export type OptionField = Exclude<
  keyof StorageSpec,
  "storage" | "type" | "content" | "disable" | "nodes" | "password"
>;
