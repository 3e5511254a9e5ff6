import { z } from "zod";
import { alias, applied, inert, required } from "../fields/field";
import { contentList, contentTypes } from "../fields/storage";
import { datasetName, poolName } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { zfsProperties } from "../scalars/properties";
import { poolDocument } from "./pool";
import { boolean, listOf, object, oneOf, text } from "../scalars/text";

const dataset = object({
  name: required("Name below the pool.", datasetName),
  pool: applied("Pool in which it lies.", poolName),
  properties: applied(
    "ZFS properties, as recordsize=128K,quota=800G or as an object; user properties as well. Properties that are not named are left alone; one that is taken out is inherited again. With encryption and keyformat the dataset is encrypted: its passphrase or hexadecimal key is the stack's secret phoenix:datasetKeys[NAME], or keylocation names a file of the node. With volsize it is a volume, which only grows.",
    zfsProperties,
  ),
  sparse: applied("Of a volume: that no space is reserved for it.", boolean),
  proxmox_storage_type: applied(
    "Kind of Proxmox storage on it; none where absent.",
    oneOf(["zfspool", "dir"]),
  ),
  proxmox_content_type: applied(
    "What the storage holds, separated by commas; zfspool takes images and rootdir only.",
    contentList,
  ),
  storage_class: inert(
    "nothing of the original reads it",
    "shared or direct.",
    oneOf(["shared", "direct"]),
  ),
});

const storageType = text(
  `type:content, such as dir:iso,vztmpl (types zfspool, dir, cifs; content ${contentTypes.join(", ")})`,
  new RegExp(
    `^(?:zfspool|dir|cifs):(?:${contentTypes.join("|")})(?:,(?:${contentTypes.join("|")}))*$`,
  ),
);

/** Pools and datasets. */
export const zfsDocument = object({
  arc_max_gb: applied(
    "Most memory of ZFS's cache (zfs_arc_max) in GiB, now and after a restart of the node; more than 1/32 of the memory, or ZFS ignores it. Left as it is where absent.",
    whole(1, 65536),
  ),
  arc_max: alias("arc_max_gb (in GiB)", text("a number of bytes as a string", /^\d{1,15}$/)),
  pools: applied(
    "Pools; each is made of its disks once, and never made anew.",
    listOf("pools", poolDocument),
  ),
  datasets: applied("Datasets, mounted at /pool/name.", listOf("datasets", dataset)),
  dataset_storage_types: alias(
    "proxmox_storage_type and proxmox_content_type of the dataset",
    listOf("storage types", object({ dataset: datasetName, storage_type: storageType })),
  ),
  settings: inert(
    "nothing is ever destroyed because a number changed",
    "The original's permission to destroy.",
    object({ allow_destructive_operations: z.exactOptional(boolean) }),
  ),
});

export type ZfsDocument = z.output<typeof zfsDocument>;
