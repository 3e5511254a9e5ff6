import { z } from "zod";
import { featureNames } from "../features";
import { alias, annotation, inert, later, part, required, requiredLater } from "../fields/field";
import { guestFirewall } from "../fields/firewall";
import { nameservers } from "../fields/network";
import { traefikService } from "../fields/volumes";
import { address, guestAddress, host, macAddress } from "../scalars/addresses";
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
import { boolean, line, listOf, mapOf, object, oneOf, text } from "../scalars/text";
import { dnsRecord } from "./services";

const VM = "virtual machines";
const DEAD = "the original looks for another key, so it never did anything";

const template = text("a template's name", /^[A-Za-z0-9][A-Za-z0-9._/-]*$/);

const release = text("an Ubuntu release's name", /^[a-z][a-z0-9.-]*$/);

/** What a VM has that does not say otherwise. */
export const vmDefaults = object({
  template: later(VM, "Image that VMs are made of.", template),
  cores: later(VM, "CPU cores.", whole(1)),
  memory_mb: later(VM, "Memory in MiB.", whole(16)),
  disk_size_gb: later(VM, "Size of the disk in GiB.", whole(1)),
  storage_pool: later(VM, "Storage id of the disk.", storageId),
  network_bridge: later(VM, "Bridge.", bridgeName),
  ubuntu_release: later(VM, "Release of the cloud image, such as noble.", release),
});

const vmNetwork = object({
  name: later(VM, "Name of the interface.", interfaceName),
  bridge: later(VM, "Bridge.", bridgeName),
  ip: later(VM, "IPv4 address with prefix length, or dhcp.", guestAddress),
  gw: later(VM, "Default gateway.", address),
  nameserver: later(VM, "DNS servers, one or a list.", nameservers),
  nameservers: alias("nameserver", nameservers),
  tag: later(VM, "VLAN.", whole(1, 4094)),
  hwaddr: later(VM, "MAC address.", macAddress),
});

const vmVolume = object({
  name: later(VM, "What the volume is for.", key),
  type: later(VM, "Kind of volume.", oneOf(["nfs"])),
  server: later(VM, "NFS server.", host),
  path: later(VM, "Folder on the server.", absolutePath),
  mount_point: later(VM, "Where it is mounted.", absolutePath),
});

const vmMount = object({
  host_path: later(VM, "Folder on the node.", absolutePath),
  container_path: later(VM, "Where it is mounted.", absolutePath),
  mount_point: later(VM, "Where it is mounted.", absolutePath),
  guest_path: later(VM, "Where it is mounted.", absolutePath),
  owner_uid: later(VM, "Owner.", whole(0, 65535)),
  owner_gid: later(VM, "Group.", whole(0, 65535)),
});

const stackReference = z.union(
  [
    key.transform((name) => ({ name, environment: "production" })),
    object({
      name: part("Name of the stack.", key),
      environment: later(
        "Docker stacks",
        "Environment of the stack; production where absent.",
        key,
      ),
    }).transform(({ name, environment = "production" }) => ({ name, environment })),
  ],
  { error: "must be a stack's name, or an object with name and environment" },
);

const dockerFirewallRule = object({
  chain: later("firewall", "Chain of iptables.", key),
  action: later("firewall", "What happens to the packet.", oneOf(["ACCEPT", "DROP", "REJECT"])),
  interface: later("firewall", "Interface it comes in by.", interfaceName),
  protocol: later("firewall", "Protocol.", oneOf(["tcp", "udp", "icmp"])),
  port: later("firewall", "Port.", whole(1, 65535)),
  source: later("firewall", "Address it comes from.", host),
});

/** One virtual machine as the file says it. Nothing of it is managed yet. */
export const vmDocument = object({
  vmid: later(VM, "Number of the VM; unique over containers and VMs.", whole(100, 999999999)),
  name: requiredLater(VM, "Name of the VM.", hostname),
  description: later(VM, "Notes.", line),
  tags: later(VM, "Tags.", listOf("tags", tag)),
  is_template: later(VM, "Whether it is converted to a template.", boolean),
  template_image: later(VM, "Cloud image that it is made of.", anyPath),
  clone_from_vmid: later(VM, "VM that this one is a clone of.", whole(100, 999999999)),
  template_snapshot_name: later(VM, "Snapshot that clones are made of.", snapshotName),
  cores: later(VM, "CPU cores.", whole(1)),
  memory_mb: later(VM, "Memory in MiB.", whole(16)),
  disk_size_gb: later(VM, "Size of the disk in GiB.", whole(1)),
  storage_pool: later(VM, "Storage id of the disk.", storageId),
  network_bridge: later(VM, "Bridge.", bridgeName),
  start_at_boot: later(VM, "Whether the node starts it.", boolean),
  boot_order: later(VM, "Place in the boot order.", whole(0)),
  boot_delay: later(VM, "Seconds to wait after it was started.", whole(0)),
  features: later(
    VM,
    "Features installed inside, in this order.",
    listOf("feature names", oneOf(featureNames)),
  ),
  network_config: later(VM, "Network, by cloud-init.", vmNetwork),
  user_config: later(
    VM,
    "First user, by cloud-init.",
    object({
      username: later(VM, "User's name.", userName),
      ssh_public_key: later(VM, "Line for authorized_keys.", line),
      gw: inert("the gateway stands in network_config", "Default gateway.", address),
    }),
  ),
  volumes: later(VM, "Folders mounted by NFS.", listOf("volumes", vmVolume)),
  mount_points: later(VM, "Folders of the node.", listOf("mounts", vmMount)),
  firewall: later("firewall", "Packet filter of the VM.", guestFirewall),
  docker_firewall_rules: later(
    "firewall",
    "Rules in Docker's chain.",
    listOf("rules", dockerFirewallRule),
  ),
  dependencies: later(
    VM,
    "Guests that have to be there before it.",
    listOf("vmids as strings", vmidText),
  ),
  docker_stacks: later("Docker stacks", "Stacks that run on it.", listOf("stacks", stackReference)),
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
  vm_defaults: later(VM, "What a VM has that does not say otherwise.", vmDefaults),
  vms: required("Virtual machines.", listOf("VMs", vmDocument)),
});

export type VmDocument = z.output<typeof vmDocument>;
export type VmsDocument = z.output<typeof vmsDocument>;
