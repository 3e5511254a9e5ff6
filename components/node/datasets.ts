import type { DatasetConfig } from "../../config/types";
import type { DatasetSpec } from "../../providers/dataset/schema";

/**
 * A declared dataset in the words of ZFS: a volume where it has a volsize, otherwise a filesystem at /NAME that is
 * mounted unless its properties say that it is not.
 */
export function datasetSpec({ name, properties: given, sparse }: DatasetConfig): DatasetSpec {
  const { volsize, ...properties } = given;
  const isEncrypted = (properties["encryption"] ?? "off") !== "off" || "keyformat" in properties;
  const key = isEncrypted ? ({ key: "available" } as const) : {};
  if (volsize !== undefined) {
    return { name, properties, volsize, ...(sparse === true && { sparse }), ...key };
  }
  const { mountpoint = `/${name}`, canmount = "on" } = properties;
  const isMounted = mountpoint.startsWith("/") && canmount === "on";
  return {
    name,
    properties: { mountpoint, ...properties },
    ...(isMounted && { mounted: true }),
    ...key,
  };
}
