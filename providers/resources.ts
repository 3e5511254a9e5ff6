import * as pulumi from "@pulumi/pulumi";
import type { ArcSpec } from "./arc";
import type { ContainerSpec } from "./container/schema";
import type { DatasetSpec } from "./dataset";
import type { FeatureSpec } from "./feature";
import type { FileSpec } from "./file";
import type { NfsExportsSpec } from "./nfs-exports";
import type { NodeSpec } from "./node";
import type { OstemplateSpec } from "./ostemplate";
import type { PoolSpec } from "./pool";
import type { SnapshotSpec } from "./snapshot";
import type { StorageSpec } from "./storage";
import stub from "./stub.cjs";

const stubs = new Map<string, pulumi.dynamic.ResourceProvider>();

/**
 * A resource whose lifecycle is the kind of that name. Inputs are plain values: an unknown output would make every
 * dependant look changed, so that order comes from `dependsOn` alone.
 */
class Declared<Spec extends object> extends pulumi.dynamic.Resource {
  constructor(
    kind: string,
    type: string,
    name: string,
    spec: Spec,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(providerOf(kind), name, { ...spec }, options, "phoenix", type);
  }
}

/** Pulumi serialises each provider object once, so that all resources of a kind share one. */
function providerOf(kind: string): pulumi.dynamic.ResourceProvider {
  const known = stubs.get(kind) ?? stub(kind);
  stubs.set(kind, known);
  return known;
}

/** The node that everything else is on. */
export class Node extends Declared<NodeSpec> {
  constructor(name: string, spec: NodeSpec, options?: pulumi.CustomResourceOptions) {
    super("node", "Node", name, spec, options);
  }
}

/** The limit of ZFS's cache. */
export class Arc extends Declared<ArcSpec> {
  constructor(name: string, spec: ArcSpec, options?: pulumi.CustomResourceOptions) {
    super("arc", "Arc", name, spec, options);
  }
}

/** A ZFS pool. */
export class Pool extends Declared<PoolSpec> {
  constructor(name: string, spec: PoolSpec, options?: pulumi.CustomResourceOptions) {
    super("pool", "Pool", name, spec, options);
  }
}

/** A ZFS dataset. */
export class Dataset extends Declared<DatasetSpec> {
  constructor(name: string, spec: DatasetSpec, options?: pulumi.CustomResourceOptions) {
    super("dataset", "Dataset", name, spec, options);
  }
}

/** A Proxmox VE storage. */
export class Storage extends Declared<StorageSpec> {
  constructor(name: string, spec: StorageSpec, options?: pulumi.CustomResourceOptions) {
    super("storage", "Storage", name, spec, options);
  }
}

/** A file of the node. */
export class File extends Declared<FileSpec> {
  constructor(name: string, spec: FileSpec, options?: pulumi.CustomResourceOptions) {
    super("file", "File", name, spec, options);
  }
}

/** What the node exports over NFS. */
export class NfsExports extends Declared<NfsExportsSpec> {
  constructor(name: string, spec: NfsExportsSpec, options?: pulumi.CustomResourceOptions) {
    super("nfsexports", "NfsExports", name, spec, options);
  }
}

/** An operating system's template on a storage. */
export class OsTemplate extends Declared<OstemplateSpec> {
  constructor(name: string, spec: OstemplateSpec, options?: pulumi.CustomResourceOptions) {
    super("ostemplate", "OsTemplate", name, spec, options);
  }
}

/** An LXC container. */
export class Container extends Declared<ContainerSpec> {
  constructor(name: string, spec: ContainerSpec, options?: pulumi.CustomResourceOptions) {
    super("container", "Container", name, spec, options);
  }
}

/** The named snapshot of a template layer. */
export class Snapshot extends Declared<SnapshotSpec> {
  constructor(name: string, spec: SnapshotSpec, options?: pulumi.CustomResourceOptions) {
    super("snapshot", "Snapshot", name, spec, options);
  }
}

/** A feature inside a container. */
export class Feature extends Declared<FeatureSpec> {
  constructor(name: string, spec: FeatureSpec, options?: pulumi.CustomResourceOptions) {
    super("feature", "Feature", name, spec, options);
  }
}
