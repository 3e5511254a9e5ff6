import type { ContainerDocument } from "./documents/container";
import type { HostFacts, Settings } from "./documents/host";
import type { HypervisorDocument } from "./documents/hypervisor";
import type { StacksDocument } from "./documents/stacks";
import type { UserDocument } from "./documents/users";
import type { VmDocument } from "./documents/vm";
import type { RaidLevel } from "./documents/pool";
import type { ZfsDocument } from "./documents/zfs";
import type { NetworkDocument } from "./documents/network";
import type { NodeInterfaceDocument } from "./fields/node-network";
import type { Content } from "./fields/storage";
import type { PctOptions } from "./scalars/pct-options";
import type { Sources } from "./sources";

export type { HostFacts, Settings };

/** A whole configuration in its one canonical form: modern names, no older spellings, references by number. */
export interface PhoenixConfig {
  readonly hypervisor: HypervisorConfig;
  /** Sorted by vmid. */
  readonly containers: readonly ContainerConfig[];
  /** Sorted by vmid; empty where there is no VM file. */
  readonly vms: readonly VmConfig[];
  /** Cloud images of the VM file. */
  readonly vmImages: readonly VmImageConfig[];
  /** Sorted by name; empty where there is no stacks file. */
  readonly stacks: readonly StackConfig[];
  /** What the machine is, where the hypervisor file says it. */
  readonly host?: HostFacts;
  readonly settings: Settings;
  /** Driver and packages of guests, from the root of the container file. */
  readonly nvidia: GuestDriver;
  readonly sources: Sources;
}

/** What could be read of a configuration: a part is absent where its file was not given or is broken. */
export type Declaration = Omit<PhoenixConfig, "hypervisor" | "containers" | "vms" | "stacks"> &
  Partial<Pick<PhoenixConfig, "hypervisor" | "containers" | "vms" | "stacks">>;

type Renamed = "clone_from_template_ctid" | "swap" | "static_ip" | "vllm" | "vllm_api_port";

/** One container. Fields have the file's names and units; a field that is absent is left to Proxmox. */
export type ContainerConfig = Omit<
  ContainerDocument,
  | Renamed
  | "apparmor_profile"
  | "clone_from_ctid"
  | "dependencies"
  | "features"
  | "gpu_assignment"
  | "health_check"
  | "health_checks"
  | "lxc_options"
  | "mount_points"
  | "network_config"
  | "pct_options"
  | "ports"
  | "secondary_network_config"
  | "volumes"
  | "vllm_model"
  | "zfs_volumes"
> & {
  readonly vmid: number;
  /** File name of the OS template. */
  readonly template?: string;
  /** The same as a Proxmox volume, `storage:vztmpl/file`: what `ostemplate` takes. */
  readonly ostemplate?: string;
  readonly clone_from_ctid?: number;
  readonly network_config: InterfaceConfig;
  readonly secondary_network_config?: InterfaceConfig & { readonly hwaddr?: string };
  /** GPU indexes, ascending; empty for none. */
  readonly gpu_assignment: number[];
  /** N of the /dev/nvidiaN of these GPUs, ascending. */
  readonly gpu_devices: number[];
  readonly features: string[];
  readonly pct_options: PctOptions;
  /** Raw lines as `key: value`; an apparmor_profile is one of them. */
  readonly lxc_options: string[];
  readonly mount_points: BindMountConfig[];
  readonly volumes: VolumeConfig[];
  /** Vmids of containers and VMs. */
  readonly dependencies: number[];
  readonly ports: PortConfig[];
  readonly health_checks: HealthCheckConfig[];
  readonly vllm_model?: string;
};

/** What a check looks at; a script by its path, a command word by word. */
export type CheckKind =
  | { readonly command: string[] }
  | { readonly script: string; readonly args: string[] }
  | { readonly http: string }
  | { readonly tcp: number }
  | { readonly unit: string }
  | { readonly gpus: number };

/** One check of a guest. */
export type HealthCheckConfig = CheckKind & {
  readonly name: string;
  /** Tries before the guest counts as broken. */
  readonly attempts: number;
  /** Seconds between two tries. */
  readonly interval: number;
  /** Seconds that one try may take. */
  readonly timeout: number;
  /** Unit whose journal is told while it is waited for; a failed one is not waited for. */
  readonly journal?: string;
};

/** One interface of a guest. */
export interface InterfaceConfig {
  readonly name: string;
  readonly bridge: string;
  readonly tag?: number;
  /** IPv4 address with prefix length, or dhcp; absent for an interface without address. */
  readonly ip?: string;
  readonly gw?: string;
  readonly nameservers: string[];
  readonly firewall?: boolean;
}

/** A volume of its own, known by its mount point. */
export interface VolumeConfig {
  readonly name?: string;
  readonly storage: string;
  readonly size_gb: number;
  readonly mount_point: string;
}

/** A folder of the node inside a guest. */
export interface BindMountConfig {
  readonly host_path: string;
  readonly container_path: string;
  readonly read_only?: boolean;
  readonly owner_uid?: number;
  readonly owner_gid?: number;
}

/** An NVIDIA card of the node, and what it is for. */
export interface GpuConfig {
  /** Place among the node's cards, from 0. */
  readonly index: number;
  /** On the PCI bus, with its domain: `0000:01:00.0`. */
  readonly address: string;
  /** `lxc` for containers, which share the node's driver, `vfio` for one virtual machine. */
  readonly mode: "lxc" | "vfio";
}

/** A port as the file documents it. */
interface PortConfig {
  readonly host: number;
  readonly container: number;
}

/** Driver and packages inside guests. */
interface GuestDriver {
  readonly nvidia_driver_version?: string;
  readonly nvidia_repo_url?: string;
  readonly nvidia_runfile_url?: string;
}

/** The node: storage from the bottom up, and everything else that its file says. */
export type HypervisorConfig = Omit<
  HypervisorDocument,
  | "$schema"
  | "host"
  | "network"
  | "nvidia"
  | "samba"
  | "settings"
  | "shared_volumes"
  | "shared_zfs_volumes"
  | "storages"
  | "users"
  | "vms"
  | "zfs"
> & {
  readonly network?: NodeNetworkConfig;
  readonly users: UserConfig[];
  readonly pools: PoolConfig[];
  readonly datasets: DatasetConfig[];
  /** One entry for each OS template that a container is made of. */
  readonly templates: TemplateConfig[];
  /** Cloud images that virtual machines are made of. */
  readonly images: readonly VmImageConfig[];
  readonly arc_max_gb?: number;
  /** Beside those that stand on datasets. */
  readonly storages: DeclaredStorageConfig[];
  /** The GPUs of which it is known where they are. */
  readonly gpus: GpuConfig[];
  /** Those that are datasets as well. */
  readonly shared_volumes: SharedVolumeConfig[];
  readonly samba?: SambaConfig;
  /** Whether the node may be restarted for a change that needs it. */
  readonly reboot: "allowed" | "never";
  /** Folders of the node that are made and kept, one entry for each that declares one; sorted by path. */
  readonly directories: DirectoryConfig[];
};

/** The node's network, and the addresses of services. */
export type NodeNetworkConfig = Omit<
  NetworkDocument,
  "dns" | "interfaces" | "internal_bridge" | "rollback_seconds"
> & {
  /** In the order of the file. */
  readonly interfaces: readonly NodeInterfaceConfig[];
  /** No servers where nothing is said of them. */
  readonly dns: { readonly search?: string; readonly servers: readonly string[] };
  readonly rollback_seconds: number;
};

/** One interface of the node; a field that is absent is left as it is. */
export type NodeInterfaceConfig = Readonly<NodeInterfaceDocument> & {
  readonly autostart: boolean;
};

/** A user of the node. */
export type UserConfig = Omit<UserDocument, "ssh_public_key">;

/** A ZFS pool. */
export interface PoolConfig {
  readonly name: string;
  /** Vdevs of data; the first is the one of raid_level and disks. */
  readonly vdevs: VdevConfig[];
  readonly log: VdevConfig[];
  readonly special: VdevConfig[];
  readonly dedup: VdevConfig[];
  readonly cache: string[];
  readonly spare: string[];
  /** Of the pool and of its root dataset. */
  readonly properties: Record<string, string>;
  readonly grow: boolean;
}

/** A part of a pool with a redundancy of its own. */
export interface VdevConfig {
  readonly raid_level: RaidLevel;
  readonly disks: string[];
}

/** A ZFS dataset, mounted at `/NAME`. */
export interface DatasetConfig {
  /** Full path, `pool/name`. */
  readonly name: string;
  readonly pool: string;
  readonly properties: Record<string, string>;
  /** Of a volume. */
  readonly sparse?: boolean;
  readonly storage?: StorageConfig;
}

/** A Proxmox storage on a dataset. */
export interface StorageConfig {
  readonly id: string;
  readonly type: NonNullable<NonNullable<ZfsDocument["datasets"]>[number]["proxmox_storage_type"]>;
  /** Sorted: Proxmox keeps no order. */
  readonly content: Content[];
}

/** A storage with PVE's names of its options. */
export type DeclaredStorageConfig = NonNullable<HypervisorDocument["storages"]>[number];

/** An OS template on a storage. */
export interface TemplateConfig {
  readonly file: string;
  readonly storage: string;
  /** `storage:vztmpl/file`. */
  readonly volid: string;
}

/** A folder of the node that several containers see. */
export interface SharedVolumeConfig {
  readonly name: string;
  readonly host_path: string;
  /** Path in the container by vmid. */
  readonly mounts: Record<string, string>;
  readonly read_only?: boolean;
  readonly owner_uid?: number;
  readonly owner_gid?: number;
  /** `user` or `user:group` on the node. */
  readonly owner?: string;
  readonly mode?: string;
}

/** What the node shares over SMB, with every parameter under the name that testparm prints. */
export interface SambaConfig {
  /** Who owns folders and may connect where a share says nothing else. */
  readonly user?: string;
  /** Of the section [global]. */
  readonly global: Record<string, string>;
  readonly shares: SambaShareConfig[];
  /** Everybody who is named as a user; sorted. */
  readonly users: string[];
}

/** One share. */
export interface SambaShareConfig {
  readonly name: string;
  /** With a leading slash and none at its end. */
  readonly path: string;
  readonly parameters: Record<string, string>;
  /** `user:group` of its folder. */
  readonly owner: string;
  readonly mode: string;
}

/** A folder of the node with its owner and permissions. */
export interface DirectoryConfig {
  /** Without a slash at its end. */
  readonly path: string;
  /** `user:group`, each by name or number. */
  readonly owner: string;
  /** Left alone where absent. */
  readonly mode?: string;
}

/** One virtual machine. A field that is absent is left to Proxmox; what has to be there, a rule asks for. */
export type VmConfig = Omit<
  VmDocument,
  | "dependencies"
  | "disks"
  | "gpu_assignment"
  | "health_checks"
  | "network_bridge"
  | "network_config"
  | "secondary_network_config"
  | "user_config"
> & {
  /** The volume that template_image means: `storage:import/file`. */
  readonly image?: string;
  /** Of the first user. */
  readonly username?: string;
  /** Of the first user, as lines of authorized_keys. */
  readonly ssh_public_keys: string[];
  readonly disks: NonNullable<VmDocument["disks"]>;
  /** GPU indexes, ascending; empty for none. */
  readonly gpu_assignment: number[];
  readonly health_checks: HealthCheckConfig[];
  readonly network_config: VmInterfaceConfig;
  readonly secondary_network_config?: VmInterfaceConfig;
  /** Vmids of containers and VMs. */
  readonly dependencies: number[];
};

/** One network card of a virtual machine. */
export interface VmInterfaceConfig {
  readonly bridge: string;
  readonly model: "virtio" | "e1000" | "e1000e" | "rtl8139" | "vmxnet3";
  /** IPv4 address with prefix length, or dhcp; absent for a card that cloud-init leaves alone. */
  readonly ip?: string;
  readonly gw?: string;
  readonly nameservers: string[];
  readonly tag?: number;
  readonly hwaddr?: string;
  readonly firewall?: boolean;
}

/** A cloud image on a storage. */
export interface VmImageConfig {
  /** As template_image calls it. */
  readonly name: string;
  /** As the storage calls it, with an ending that Proxmox imports. */
  readonly file: string;
  readonly storage: string;
  readonly url: string;
  /** `sha256:HEX` or `sha512:HEX`. */
  readonly checksum: string;
  /** `storage:import/file`. */
  readonly volid: string;
}

/** One Docker stack. */
export type StackConfig = { readonly key: string } & NonNullable<
  StacksDocument["docker_stacks"]
>[string];
