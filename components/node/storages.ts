import type { DatasetConfig, DeclaredStorageConfig, StorageConfig } from "../../config/types";
import type { StorageSpec } from "../../providers/storage/schema";

/** A declared storage; one of a share with a user has the user's password. */
export function storageSpec(storage: DeclaredStorageConfig): StorageSpec {
  const { id, content, nodes = [], disable = false, ...rest } = storage;
  return {
    ...{ storage: id, content: [...content], disable, nodes: [...nodes].sort() },
    ...rest,
    ...(rest.username !== undefined && { password: "as declared" }),
  };
}

/** The storage that stands on a dataset. */
export function datasetStorageSpec(
  { name, properties }: DatasetConfig,
  { id, type, content }: StorageConfig,
): StorageSpec {
  const { mountpoint = `/${name}` } = properties;
  const place =
    type === "dir"
      ? { path: mountpoint }
      : { pool: name, ...(mountpoint.startsWith("/") && { mountpoint }) };
  return { storage: id, type, content: [...content], disable: false, nodes: [], ...place };
}
