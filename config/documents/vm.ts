import { z } from "zod";
import { featureNames } from "../features";
import { annotation, applied, group, inert, later, part, required } from "../fields/field";
import { featureOptions, featureSecrets } from "../fields/features";
import { guestFirewall } from "../fields/firewall";
import { healthCheck } from "../fields/health";
import { formerNames } from "../fields/network";
import { stackReferences } from "../fields/stacks";
import { traefikService } from "../fields/volumes";
import { address, host } from "../scalars/addresses";
import { gpuAssignment } from "../scalars/gpu";
import {
  bridgeName,
  hostname,
  interfaceName,
  key,
  snapshotName,
  storageId,
  tag,
  userName,
  vmidText,
} from "../scalars/names";
import { whole } from "../scalars/numbers";
import { absolutePath, anyPath } from "../scalars/paths";
import { boolean, line, listOf, mapOf, object, oneOf, paragraph, text } from "../scalars/text";
import { dnsRecord } from "./services";
import { vmImage } from "./vm-images";
import { vmInterface } from "./vm-interface";

const MOUNTS = "folders in virtual machines";
const DEAD = "the original looks for another key, so it never did anything";
const IMAGE = "template_image and vm_images say what a VM is made of";

const template = text("a template's name", /^[A-Za-z0-9][A-Za-z0-9._/-]*$/);

const release = text("an Ubuntu release's name", /^[a-z][a-z0-9.-]*$/);

/** What a VM has that does not say otherwise. */
export const vmDefaults = object({
  template: inert(IMAGE, "Image that VMs are made of.", template),
  cores: applied("CPU cores of a VM that does not say otherwise.", whole(1, 512)),
  memory_mb: applied("Memory in MiB of a VM that does not say otherwise.", whole(16)),
  disk_size_gb: applied("Size in GiB of the disk of a VM that does not say otherwise.", whole(1)),
  storage_pool: applied("Storage id of the disks of a VM that does not say otherwise.", storageId),
  network_bridge: applied("Bridge of a VM that does not say otherwise.", bridgeName),
  ubuntu_release: inert(IMAGE, "Release of the cloud image, such as noble.", release),
});

const diskKey = text(
  "scsi0 to scsi30, virtio0 to virtio15 or sata0 to sata5",
  /^(?:scsi(?:\d|[12]\d|30)|virtio(?:\d|1[0-5])|sata[0-5])$/,
);

const cpuType = text("a CPU type such as host or x86-64-v2-AES", /^[A-Za-z0-9][A-Za-z0-9_.-]*$/);

const publicKey = text(
  "a public key's line as ssh-keygen prints it",
  /^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]{16,}(?: [\x20-\x7e]*)?$/,
);

const vmVolume = object({
  name: later(MOUNTS, "What the volume is for.", key),
  type: later(MOUNTS, "Kind of volume.", oneOf(["nfs"])),
  server: later(MOUNTS, "NFS server.", host),
  path: later(MOUNTS, "Folder on the server.", absolutePath),
  mount_point: later(MOUNTS, "Where it is mounted.", absolutePath),
});

const vmMount = object({
  host_path: later(MOUNTS, "Folder on the node.", absolutePath),
  container_path: later(MOUNTS, "Where it is mounted.", absolutePath),
  mount_point: later(MOUNTS, "Where it is mounted.", absolutePath),
  guest_path: later(MOUNTS, "Where it is mounted.", absolutePath),
  owner_uid: later(MOUNTS, "Owner.", whole(0, 65535)),
  owner_gid: later(MOUNTS, "Group.", whole(0, 65535)),
});

const dockerFirewallRule = object({
  chain: later("firewalls of virtual machines", "Chain of iptables.", key),
  action: later(
    "firewalls of virtual machines",
    "What happens to the packet.",
    oneOf(["ACCEPT", "DROP", "REJECT"]),
  ),
  interface: later("firewalls of virtual machines", "Interface it comes in by.", interfaceName),
  protocol: later("firewalls of virtual machines", "Protocol.", oneOf(["tcp", "udp", "icmp"])),
  port: later("firewalls of virtual machines", "Port.", whole(1, 65535)),
  source: later("firewalls of virtual machines", "Address it comes from.", host),
});

/** One virtual machine as the file says it. */
export const vmDocument = object({
  vmid: applied("Number of the VM; unique over containers and VMs.", whole(100, 999999999)),
  name: required("Name of the VM, and its host name by cloud-init.", hostname),
  aliases: formerNames,
  description: applied("Notes that Proxmox shows for the VM.", paragraph),
  tags: applied(
    "Tags that Proxmox shows, lower case; their order does not matter.",
    listOf("tags", tag),
  ),
  is_template: applied(
    "Makes the VM a template that Proxmox has converted: linked clones, never started again.",
    boolean,
  ),
  template_image: applied(
    "Cloud image that it is made of: the name of one of vm_images, or a volume storage:import/file that is there.",
    text(
      "an image's name, or storage:import/file",
      /^(?!.*\.\.)(?:[A-Za-z][A-Za-z0-9\-_.]*:import\/)?[A-Za-z0-9][A-Za-z0-9._+/-]*$/,
    ),
  ),
  clone_from_vmid: applied("VM that this one is a clone of.", whole(100, 999999999)),
  clone_mode: applied(
    "full copies the source, linked shares its blocks; linked for a source with is_template, else full where absent.",
    oneOf(["full", "linked"]),
  ),
  template_snapshot_name: applied(
    "Makes the VM a layer: stopped, with this snapshot, of which clones are full copies.",
    snapshotName,
  ),
  cores: applied("CPU cores of each socket; vm_defaults.cores where absent.", whole(1, 512)),
  sockets: applied("CPU sockets; 1 where absent.", whole(1, 4)),
  cpu_type: applied("CPU that the VM sees, such as host; left to Proxmox where absent.", cpuType),
  memory_mb: applied("Memory in MiB; vm_defaults.memory_mb where absent.", whole(16)),
  balloon_mb: applied(
    "Least memory in MiB that the node may leave it with, 0 for all of it; left as it is where absent.",
    whole(0),
  ),
  disk_size_gb: applied(
    "Size of the disk that it boots from in GiB, which only grows; vm_defaults.disk_size_gb where absent.",
    whole(1),
  ),
  storage_pool: applied(
    "Storage id of its disks, with content images; vm_defaults.storage_pool where absent.",
    storageId,
  ),
  boot_disk: applied("Key of the disk that it boots from; scsi0 where absent.", diskKey),
  disks: applied(
    "Disks beside the one that it boots from; they only grow, and are detached, not deleted, when taken out.",
    listOf(
      "disks",
      object({
        disk: part("Key of the disk, such as scsi1.", diskKey),
        size_gb: part("Size in GiB.", whole(1)),
        storage_pool: applied("Storage id; the VM's where absent.", storageId),
      }),
    ),
  ),
  network_bridge: applied(
    "Bridge of its cards that name none; vm_defaults' where absent.",
    bridgeName,
  ),
  start_at_boot: applied("Whether the node starts it (onboot); false where absent.", boolean),
  boot_order: applied("Place in the boot order; lower starts earlier.", whole(0)),
  boot_delay: applied("Seconds to wait after it was started, and after it was stopped.", whole(0)),
  features: applied(
    "Features installed inside by its guest agent, in this order.",
    listOf("feature names", oneOf(featureNames)),
  ),
  feature_options: applied(
    "Options of features by feature: docs/features/ says which each has; its defaults where absent.",
    featureOptions,
  ),
  feature_secrets: featureSecrets,
  network_config: applied(
    "The card net0; one on the bridge, with dhcp, where absent.",
    vmInterface,
  ),
  secondary_network_config: applied("The card net1.", vmInterface),
  searchdomain: applied(
    "DNS search domains, separated by blanks, by cloud-init.",
    text(
      "domains, separated by blanks",
      /^[A-Za-z0-9][A-Za-z0-9.-]*(?: +[A-Za-z0-9][A-Za-z0-9.-]*)*$/,
    ),
  ),
  user_config: applied(
    "First user, by cloud-init.",
    object({
      username: applied("User's name; the image's own where absent.", userName),
      ssh_public_key: applied("Line for authorized_keys.", publicKey),
      ssh_public_keys: applied("The same for several keys.", listOf("public keys", publicKey)),
      gw: inert("the gateway stands in network_config", "Default gateway.", address),
    }),
  ),
  cloud_init: applied("Whether it has cloud-init's drive; true where absent.", boolean),
  guest_agent: applied(
    "Whether QEMU's guest agent runs in it; left as it is where absent, and true where features, docker_stacks or health_checks need it.",
    boolean,
  ),
  gpu_assignment: applied(
    'GPUs that are handed through to it: indexes of host.gpus in mode vfio, such as "1"; none where absent.',
    gpuAssignment,
  ),
  running: applied(
    "Whether it should run; true for VMs and false for templates and layers where absent.",
    boolean,
  ),
  adopt: applied(
    "Whether to take over a VM that is there already and was not made by Phoenix; false where absent.",
    boolean,
  ),
  replace: applied(
    "Whether a change is allowed that Proxmox can only make by building the VM anew; false where absent.",
    boolean,
  ),
  restart: applied(
    "Whether it may be restarted for a change that needs it; settings.restart where absent.",
    oneOf(["allowed", "never"]),
  ),
  protect: applied("Whether Pulumi refuses to delete it; as the stack says where absent.", boolean),
  volumes: later(MOUNTS, "Folders mounted by NFS.", listOf("volumes", vmVolume)),
  mount_points: later(MOUNTS, "Folders of the node.", listOf("mounts", vmMount)),
  firewall: later("firewalls of virtual machines", "Packet filter of the VM.", guestFirewall),
  docker_firewall_rules: later(
    "firewalls of virtual machines",
    "Rules in Docker's chain.",
    listOf("rules", dockerFirewallRule),
  ),
  dependencies: applied(
    "Guests that have to be there before it: vmids as strings.",
    listOf("vmids as strings", vmidText),
  ),
  health_checks: applied(
    "What has to work once the VM is converged, asked by its guest agent: guests that depend on it wait for it. A preview tries each once.",
    listOf("checks", healthCheck),
  ),
  docker_stacks: applied("Docker stacks that run in it.", stackReferences),
  docker_compose_files: later(
    "Docker stacks",
    "Compose files copied to it.",
    listOf(
      "files",
      object({
        source: part("File on the node.", anyPath),
        destination: part("Place on the VM.", anyPath),
      }),
    ),
  ),
  portainer_role: later(
    "Portainer",
    "Part of the VM in Portainer.",
    oneOf(["none", "primary", "agent"]),
  ),
  portainer_environment_name: later("Portainer", "Name of its environment.", line),
  portainer_agent_hostname: later("Portainer", "Host name of its agent.", hostname),
  portainer_admin_user: later("Portainer", "Administrator.", line),
  portainer_admin_password: later(
    "Portainer",
    "A placeholder; the password belongs into the stack's secrets.",
    line,
  ),
  swarm_role: later("Docker stacks", "Part of the VM in the swarm.", oneOf(["manager", "worker"])),
  node_labels: later(
    "Docker stacks",
    "Labels of the swarm's node.",
    listOf(
      "labels",
      text("a label such as gpu=true", /^[A-Za-z0-9][A-Za-z0-9._/-]*=[A-Za-z0-9._/-]*$/),
    ),
  ),
  traefik_service: later("reverse proxy", "What the reverse proxy publishes.", traefikService),
  dns_records: later("DNS server", "Address records.", listOf("records", dnsRecord)),
  trigger_sync_on_completion: later(
    "Portainer",
    "Whether stacks are synchronised afterwards.",
    boolean,
  ),
  snapshots: inert(
    DEAD,
    "Names of snapshots.",
    mapOf(
      key,
      z.union([snapshotName, boolean], {
        error: "must be a snapshot name, true or false",
      }),
    ),
  ),
  qm_options: inert("nothing of the original reads it", "Options of qm.", listOf("options", line)),
  post_create_scripts: inert(
    "the original looked them up and never ran them",
    "Scripts.",
    listOf("scripts", anyPath),
  ),
});

/** phoenix_vm_configs.json. */
export const vmsDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  vm_images: applied("Cloud images that VMs are made of.", listOf("images", vmImage)),
  vm_defaults: group("What a VM has that does not say otherwise.", vmDefaults),
  vms: required("Virtual machines.", listOf("VMs", vmDocument)),
});

export type VmDocument = z.output<typeof vmDocument>;
export type VmsDocument = z.output<typeof vmsDocument>;
