import { z } from "zod";
import { datasetName, nullableProperties } from "../shapes";

/** A size as ZFS takes it. */
const size = z.string().regex(/^\d+(\.\d+)?[KMGTPE]?$/, "must be a size such as 10G");

/** A ZFS filesystem or volume below a pool (zfs(8)). */
export const datasetSchema = z.strictObject({
  name: datasetName,
  /** Properties and user properties by name; null for one that shall be inherited again. */
  properties: nullableProperties,
  /** Of a volume; a dataset without it is a filesystem. */
  volsize: size.optional(),
  /** Of a volume: that no space is reserved for it. */
  sparse: z.literal(true).optional(),
  /** That a filesystem is mounted now. */
  mounted: z.literal(true).optional(),
  /** That the key of an encrypted dataset is loaded now. */
  key: z.literal("available").optional(),
});

export type DatasetSpec = z.infer<typeof datasetSchema>;
