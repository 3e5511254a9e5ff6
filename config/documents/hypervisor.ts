import { z } from "zod";
import { alias, annotation, applied, group, inert, later } from "../fields/field";
import { nodeFirewall } from "../fields/firewall";
import { nodeTests } from "../fields/tests";
import { legacyNetwork } from "../scalars/addresses";
import {
  datasetName,
  hostname,
  imageReference,
  key,
  storageId,
  timeZone,
  version,
} from "../scalars/names";
import { whole } from "../scalars/numbers";
import { absolutePath, anyPath, url } from "../scalars/paths";
import { legacyPctOptions } from "../scalars/pct-options";
import { boolean, line, listOf, mapOf, object } from "../scalars/text";
import { apparmorDocument } from "./apparmor";
import { aptDocument, chronyDocument, packagesDocument, servicesDocument } from "./base";
import { hostDocument, settingsDocument } from "./host";
import { networkDocument } from "./network";
import { downloadsDocument } from "./downloads";
import { dnsDocument, driverDocument, portainerDocument, stepCaDocument } from "./services";
import { filesDocument } from "./files";
import { sharedVolumesDocument, sharedZfsVolumesDocument } from "./shared-volumes";
import { nfsDocument, sambaDocument } from "./shares";
import { storageDocument } from "./storages";
import { vmDefaults, vmDocument } from "./vm";
import { usersDocument } from "./users";
import { zfsDocument } from "./zfs";

const OWN_FILES = "Phoenix reads the files of its config folder";
const UNREAD = "nothing of the original reads it";

const corePaths = object({
  lxc_config_file: z.exactOptional(anyPath),
  lxc_config_schema_file: z.exactOptional(anyPath),
  vm_config_file: z.exactOptional(anyPath),
  stacks_config_file: z.exactOptional(anyPath),
  hf_token_file: z.exactOptional(anyPath),
  docker_token_file: z.exactOptional(anyPath),
  docker_images_path: z.exactOptional(anyPath),
  hypervisor_marker_dir: z.exactOptional(anyPath),
  hypervisor_marker: z.exactOptional(anyPath),
});

const proxmoxDefaults = object({
  zfs_lxc_pool: z.exactOptional(datasetName),
  lxc: z.exactOptional(
    object({
      cores: z.exactOptional(whole(1)),
      memory_mb: z.exactOptional(whole(16)),
      network_config: z.exactOptional(legacyNetwork),
      features: z.exactOptional(legacyPctOptions),
      security: z.exactOptional(line),
      nesting: z.exactOptional(whole(0, 1)),
    }),
  ),
});

/** phoenix_hypervisor_config.json. */
export const hypervisorDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  version: annotation("Version of the file.", version),
  author: annotation("Who wrote it.", line),
  settings: applied("What may be done for a change that needs it.", settingsDocument),
  host: applied("What the machine is, for checks without it.", hostDocument),
  zfs: group("Pools and datasets.", zfsDocument),
  proxmox_storage_ids: applied(
    "Storage ids by pool_dataset with _ for -; where a key is absent, the id is pool-dataset.",
    mapOf(key, storageId),
  ),
  storages: applied(
    "Storages beside those that stand on datasets: nfs, cifs, lvmthin, and more of dir and zfspool.",
    listOf("storages", storageDocument),
  ),
  users: group(
    "Users of the node and of Proxmox VE; one who is taken out keeps the account, without what was granted.",
    usersDocument,
  ),
  core_paths: inert(OWN_FILES, "Places of the original's files.", corePaths),
  timezone: applied("Time zone of the node.", timeZone),
  apt: group("Where the node's packages come from.", aptDocument),
  packages: applied(
    "Packages that the node has. One that is taken out stays installed.",
    packagesDocument,
  ),
  services: applied(
    "Units of systemd on the node; one that is taken out stays as it is.",
    servicesDocument,
  ),
  chrony: applied(
    "The node's clock: chrony is installed and runs, with these sources of time in /etc/chrony/sources.d/phoenix.sources; lines of other files are left alone.",
    chronyDocument,
  ),
  domain_name: later(
    "DNS server",
    "Domain of the guests; the node's as well, where network.hostname has none.",
    hostname,
  ),
  network: group("Addresses of the node and of services.", networkDocument),
  docker: later(
    "Portainer",
    "Images of Portainer.",
    object({
      portainer_server_image: later("Portainer", "Image of the server.", imageReference),
      portainer_agent_image: later("Portainer", "Image of the agent.", imageReference),
    }),
  ),
  nfs: group("NFS server of the node.", nfsDocument),
  files: applied(
    "Files of the node that nothing else here covers; not below /etc/pve, /proc, /sys, /dev and /run.",
    filesDocument,
  ),
  apparmor_profiles: applied(
    "Profiles of AppArmor that containers may run under: files in /etc/apparmor.d, and loaded. A change reaches running containers at once.",
    apparmorDocument,
  ),
  samba: applied("Samba server of the node.", sambaDocument),
  mount_point_base: inert(
    "datasets are mounted at /pool/name",
    "Folder of mount points.",
    absolutePath,
  ),
  proxmox_defaults: inert(UNREAD, "Defaults of containers.", proxmoxDefaults),
  vm_defaults: alias("vm_defaults in phoenix_vm_configs.json", vmDefaults),
  vms: alias("vms in phoenix_vm_configs.json", listOf("VMs", vmDocument)),
  nvidia_driver: group(
    "NVIDIA's driver on the node, for the containers that have GPUs.",
    driverDocument,
  ),
  downloads: group("How guests reach what their features install.", downloadsDocument),
  nvidia: alias(
    "nvidia_driver",
    object({ driver_version: z.exactOptional(version), runfile_url: z.exactOptional(url) }),
  ),
  behavior: inert(
    UNREAD,
    "Switches.",
    object({ rollback_on_failure: z.exactOptional(boolean), debug_mode: z.exactOptional(boolean) }),
  ),
  shared_volumes: applied(
    "Folders of the node that several containers see, by name.",
    sharedVolumesDocument,
  ),
  shared_zfs_volumes: applied(
    "Datasets that several containers see, by name.",
    sharedZfsVolumesDocument,
  ),
  tests: later("tests", "Scripts run against the node.", nodeTests),
  firewall: applied("Packet filter of the datacenter and of the node.", nodeFirewall),
  portainer_api: later("Portainer", "Portainer's API.", portainerDocument),
  dns_server: later("DNS server", "DNS server of the node.", dnsDocument),
  step_ca: later("certificates", "Certificate authority.", stepCaDocument),
});

export type HypervisorDocument = z.output<typeof hypervisorDocument>;
