import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { AppArmorProfileSpec } from "./apparmor/schema";
import type { AptSourcesSpec } from "./apt-sources";
import type { ArcSpec } from "./arc";
import type { ChronySpec } from "./chrony";
import type { CloudImageSpec } from "./cloud-image";
import type { ContainerSpec } from "./container/schema";
import type { DatasetSpec } from "./dataset/schema";
import type { DirectorySpec } from "./directory";
import type { DnsSpec } from "./dns";
import type { FeatureSpec } from "./feature";
import type { HealthSpec } from "./health";
import type { FileSpec } from "./file";
import type { NetworkSpec } from "./network-schema";
import type { FirewallSpec, GuestFirewallSpec } from "./firewall/schema";
import type { GpuModesSpec } from "./gpu-modes/schema";
import type { HostnameSpec } from "./hostname";
import type { NfsExportsSpec } from "./nfs-exports";
import type { NodeSpec } from "./node";
import type { NvidiaDriverSpec } from "./nvidia-driver-schema";
import type { OstemplateSpec } from "./ostemplate";
import type { RootfsSpec } from "./rootfs";
import type { SambaSpec } from "./samba/lifecycle";
import type { SambaUserSpec } from "./samba/user";
import type { PackagesSpec } from "./packages";
import type { PciMappingSpec } from "./pci-mapping";
import type { PoolSpec } from "./pool/schema";
import type { ServiceSpec } from "./service";
import type { SnapshotSpec } from "./snapshot";
import type { StackSpec } from "./stack";
import type { StorageSpec } from "./storage/schema";
import type { TemplateSpec } from "./template";
import type { TimezoneSpec } from "./timezone";
import type { UserSpec } from "./user/schema";
import type { VmSpec } from "./vm/schema";
import stub from "./stub.cjs";

/**
 * The class of a kind's resources. Inputs are plain values: an unknown output would make every dependant look changed,
 * so that order comes from `dependsOn` alone. An output that somebody reads has to be among `outputs`.
 */
function resourceOf<Spec extends object>(
  kind: string,
  type: string,
  outputs: readonly string[] = [],
) {
  // Pulumi serialises a provider object once, so that all resources of a kind share one.
  const provider = stub(kind);
  return class extends pulumi.dynamic.Resource {
    constructor(name: string, spec: Spec, options?: pulumi.CustomResourceOptions) {
      // The properties of a resource in a program are those that it is given, if only as undefined.
      const named = Object.fromEntries(outputs.map((output) => [output, undefined]));
      super(provider, name, { ...named, ...spec }, options, "phoenix", type);
    }
  };
}

/** The node that everything else is on. */
export class Node extends resourceOf<NodeSpec>("node", "Node", ["live"]) {
  /** What was found of it. */
  declare readonly live: pulumi.Output<{ readonly hostKey?: string } | undefined>;
}

/** The time zone of the node. */
export class Timezone extends resourceOf<TimezoneSpec>("timezone", "Timezone") {}

/** What the node is called. */
export class Hostname extends resourceOf<HostnameSpec>("hostname", "Hostname") {}

/** Proxmox's repositories that the node's packages come from. */
export class AptSources extends resourceOf<AptSourcesSpec>("aptsources", "AptSources") {}

/** Packages that the node has. */
export class Packages extends resourceOf<PackagesSpec>("packages", "Packages") {}

/** A unit of systemd on the node. */
export class Service extends resourceOf<ServiceSpec>("service", "Service") {}

/** The clock of the node. */
export class Chrony extends resourceOf<ChronySpec>("chrony", "Chrony") {}

/** The limit of ZFS's cache. */
export class Arc extends resourceOf<ArcSpec>("arc", "Arc") {}

/** A ZFS pool. */
export class Pool extends resourceOf<PoolSpec>("pool", "Pool") {}

/** A ZFS dataset. */
export class Dataset extends resourceOf<DatasetSpec>("dataset", "Dataset") {}

/** A Proxmox VE storage. */
export class Storage extends resourceOf<StorageSpec>("storage", "Storage") {}

/** What the node shares over SMB. */
export class Samba extends resourceOf<SambaSpec>("samba", "Samba") {}

/** A user of the Samba server. */
export class SambaUser extends resourceOf<SambaUserSpec>("sambauser", "SambaUser") {}

/** A user of the node. */
export class User extends resourceOf<UserSpec>("user", "User") {}
/** A folder of the node. */
export class Directory extends resourceOf<DirectorySpec>("directory", "Directory") {}

/** A file of the node. */
export class File extends resourceOf<FileSpec>("file", "File") {}

/** A profile of AppArmor. */
export class AppArmorProfile extends resourceOf<AppArmorProfileSpec>(
  "apparmorprofile",
  "AppArmorProfile",
) {}

/** The node's interfaces. */
export class Network extends resourceOf<NetworkSpec>("network", "Network") {}

/** Whom the node asks for names. */
export class Dns extends resourceOf<DnsSpec>("dns", "Dns") {}

/** What the node exports over NFS. */
export class NfsExports extends resourceOf<NfsExportsSpec>("nfsexports", "NfsExports") {}

/** The firewall of the datacenter and of the node. */
export class Firewall extends resourceOf<FirewallSpec>("firewall", "Firewall") {}

/** The firewall of a container. */
export class GuestFirewall extends resourceOf<GuestFirewallSpec>(
  "guestfirewall",
  "GuestFirewall",
) {}
/** What each NVIDIA card of the node is for. */
export class GpuModes extends resourceOf<GpuModesSpec>("gpumodes", "GpuModes") {}

/** NVIDIA's driver on the node. */
export class NvidiaDriver extends resourceOf<NvidiaDriverSpec>("nvidiadriver", "NvidiaDriver") {}

/** An operating system's template on a storage. */
export class OsTemplate extends resourceOf<OstemplateSpec>("ostemplate", "OsTemplate") {}

/** An LXC container. */
export class Container extends resourceOf<ContainerSpec>("container", "Container", ["live"]) {
  /** Its interfaces, with the addresses that they have. */
  declare readonly net: pulumi.Output<ContainerSpec["net"]>;
  /** What state keeps beside its inputs. */
  declare readonly live: pulumi.Output<{ readonly address?: string } | undefined>;
}

/** Which root file system a container has. */
export class Rootfs extends resourceOf<RootfsSpec>("rootfs", "Rootfs", ["live"]) {
  /** What was found of it; the guid is ZFS's. */
  declare readonly live: pulumi.Output<{ readonly guid: string | null } | undefined>;
}

/** A command that is run on the node over SSH, by the plugin of @pulumi/command. */
export class RemoteCommand extends remote.Command {}

/** The image of a disk, of which virtual machines are made. */
export class CloudImage extends resourceOf<CloudImageSpec>("cloudimage", "CloudImage") {}

/** A name by which virtual machines get a PCI device. */
export class PciMapping extends resourceOf<PciMappingSpec>("pcimapping", "PciMapping") {}

/** A virtual machine. */
export class Vm extends resourceOf<VmSpec>("vm", "Vm") {
  /** What cloud-init gives its cards, with the addresses that they have. */
  declare readonly ipconfig: pulumi.Output<VmSpec["ipconfig"]>;
}

/** The named snapshot of a template layer. */
export class Snapshot extends resourceOf<SnapshotSpec>("snapshot", "Snapshot") {}

/** That a guest is converted to a template. */
export class Template extends resourceOf<TemplateSpec>("template", "Template") {}

/** A feature inside a guest. */
export class Feature extends resourceOf<FeatureSpec>("feature", "Feature") {}

/** A Docker stack in a guest. */
export class Stack extends resourceOf<StackSpec>("stack", "Stack") {}

/** That the checks of a guest succeed. */
export class Health extends resourceOf<HealthSpec>("health", "Health") {}
