import { z } from "zod";
import { featureNames } from "../features";
import { alias, applied, inert, later, legacyForm, required } from "../fields/field";
import { featureOptions, featureSecrets } from "../fields/features";
import { guestFirewall } from "../fields/firewall";
import {
  formerNames,
  networkConfig,
  publicInterface,
  secondaryNetworkConfig,
} from "../fields/network";
import { healthCheck, healthCommand } from "../fields/health";
import { stackReferences } from "../fields/stacks";
import { guestTests, testScript } from "../fields/tests";
import { nginxSite } from "../fields/nginx";
import { vllmFields } from "../fields/vllm";
import { bindMount, idMap, script, traefikService, volume } from "../fields/volumes";
import { guestAddress, macAddress, nameserverList } from "../scalars/addresses";
import { gpuAssignment } from "../scalars/gpu";
import { lxcOption } from "../scalars/lxc-options";
import {
  fileName,
  hostname,
  interfaceName,
  snapshotName,
  storageId,
  tag,
  vmidText,
} from "../scalars/names";
import { fraction, whole, wholeOrDigits } from "../scalars/numbers";
import { anyPath, templateFile, url } from "../scalars/paths";
import { legacyPctOptions, pctOptions } from "../scalars/pct-options";
import { boolean, line, listOf, object, oneOf, paragraph, text } from "../scalars/text";

const vmidList = listOf("vmids as strings", vmidText);

const port = text("host:container, such as 8000:8000", /^\d{1,5}(?::\d{1,5})?(?:\/(?:tcp|udp))?$/);

const searchDomain = text(
  "one or more domains, separated by blanks",
  /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?: +[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)*$/,
);

const apparmorProfile = text(
  "an AppArmor profile's name (letters, digits, _, - or .)",
  /^[A-Za-z][A-Za-z0-9_.-]*$/,
);

const moment = text(
  "a moment in UTC such as 2027-01-31T18:00Z",
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\dZ$/,
);

const features = z.union(
  [
    legacyForm('pct_options: ["nesting=1", …]', legacyPctOptions),
    listOf("feature names", oneOf(featureNames)),
  ],
  { error: "must be a list of feature names" },
);

/** One entry of lxc_configs as the file says it; its key is the vmid. */
export const containerDocument = object({
  name: required("Hostname of the container.", hostname),
  aliases: formerNames,
  expires: applied(
    "When it is no longer needed, such as 2027-01-31T18:00Z; preview tells which guests outlived that. Nothing is removed by itself.",
    moment,
  ),
  description: applied("Notes that Proxmox shows for the container.", paragraph),
  tags: applied(
    "Tags that Proxmox shows, lower case; their order does not matter.",
    listOf("tags", tag),
  ),
  memory_mb: required("Memory in MiB; applied to a running container at once.", wholeOrDigits(16)),
  swap_mb: applied("Swap in MiB; Proxmox's 512 where absent.", whole(0)),
  swap: alias("swap_mb", whole(0)),
  balloon_min_mb: inert(
    "containers have no balloon; it is a setting of VMs",
    "Smallest memory.",
    whole(0),
  ),
  cores: required("CPU cores that the container may use.", wholeOrDigits(1)),
  cpulimit: applied(
    "Most CPU time in cores, such as 1.5; no limit where absent.",
    fraction(0, 8192),
  ),
  storage_pool: required("Storage id of the rootfs.", storageId),
  storage_size_gb: required("Size of the rootfs in GiB; it only grows.", wholeOrDigits(1)),
  template: applied(
    "OS template that the container is made of: a file name, a path or storage:vztmpl/file. Downloaded where absent.",
    templateFile,
  ),
  template_file: inert(
    "an exported container is no part of the declaration; restore it by hand and adopt it",
    "Tarball of an exported container.",
    fileName,
  ),
  clone_from_ctid: applied("Container that this one is a clone of.", vmidText),
  clone_from_template_ctid: alias("clone_from_ctid", vmidText),
  clone_mode: applied(
    "full copies the layer, linked shares its blocks; linked for a source with is_template, else full where absent.",
    oneOf(["full", "linked"]),
  ),
  template_snapshot_name: applied(
    "Makes the container a template layer: stopped, with this snapshot, of which clones are full copies.",
    snapshotName,
  ),
  is_template: applied(
    "Makes the container a template layer that Proxmox has converted: linked clones, never started again.",
    boolean,
  ),
  enable_lifecycle_snapshots: inert(
    "layers have their snapshot by name, and guests are rebuilt from the declaration",
    "Snapshots after each step.",
    boolean,
  ),
  network_config: required("The interface net0.", networkConfig),
  static_ip: alias("network_config.ip", guestAddress),
  secondary_network_config: applied("The interface net1.", secondaryNetworkConfig),
  public_interface: later(
    "macvlan interfaces",
    "An interface straight on the uplink.",
    z.union([interfaceName, publicInterface], { error: "must be an interface or its name" }),
  ),
  mac_address: applied("MAC address of net0; Proxmox makes one where absent.", macAddress),
  nameserver: applied(
    "DNS servers, separated by blanks, like network_config.nameservers; the node's where absent.",
    nameserverList,
  ),
  searchdomain: applied("DNS search domains, separated by blanks.", searchDomain),
  gpu_assignment: applied(
    'GPUs that the container sees: none, or indexes of host.gpus such as "0,1", which without a GPU in mode vfio are N of /dev/nvidiaN; none where absent.',
    gpuAssignment,
  ),
  nvidia_pci_ids: inert("gpu_assignment says it", "PCI addresses of GPUs.", line),
  unprivileged: applied(
    "Whether root in the container is an ordinary user on the node, fixed at creation; true where absent.",
    boolean,
  ),
  features: applied(
    "Features installed inside, in this order; each is a folder of features/.",
    features,
  ),
  feature_options: applied(
    "Options of features by feature: docs/features/ says which each has; its defaults where absent.",
    featureOptions,
  ),
  pct_options: applied(
    "Feature flags of pct.conf(5): nesting, keyctl, fuse, mknod and force_rw_sys as name=1, mount=nfs;cifs.",
    pctOptions,
  ),
  lxc_options: applied(
    'Raw lines of the container\'s file, such as "lxc.cap.drop: sys_time"; written "key: value", "=" is accepted.',
    listOf("raw lxc lines", lxcOption),
  ),
  apparmor_profile: applied(
    "AppArmor profile; the raw line lxc.apparmor.profile. One of apparmor_profiles, or one that the node has.",
    apparmorProfile,
  ),
  apparmor_manages_nesting: inert(
    "pct_options says nesting",
    "Whether the profile allows nesting.",
    boolean,
  ),
  id_maps: later("id maps", "Ids shared with the node.", listOf("id maps", idMap)),
  volumes: applied("Volumes of its own, mounted by their mount point.", listOf("volumes", volume)),
  zfs_volumes: applied("The same; both lists are joined.", listOf("volumes", volume)),
  mount_points: applied(
    "Folders of the node, mounted into the container.",
    listOf("bind mounts", bindMount),
  ),
  start_at_boot: applied("Whether the node starts it (onboot); false where absent.", boolean),
  boot_order: applied("Place in the boot order; lower starts earlier.", whole(0)),
  boot_delay: applied("Seconds to wait after it was started, and after it was stopped.", whole(0)),
  dependencies: applied("Guests that have to be there before it: vmids as strings.", vmidList),
  running: applied(
    "Whether it should run; true for guests and false for template layers where absent.",
    boolean,
  ),
  adopt: applied(
    "Whether to take over a container that is there already and was not made by Phoenix; false where absent.",
    boolean,
  ),
  replace: applied(
    "Whether a change is allowed that Proxmox can only make by building the container anew; false where absent.",
    boolean,
  ),
  restart: applied(
    "Whether it may be restarted for a change that needs it; settings.restart where absent.",
    oneOf(["allowed", "never"]),
  ),
  protect: applied("Whether Pulumi refuses to delete it; as the stack says where absent.", boolean),
  feature_secrets: featureSecrets,
  docker_stacks: applied("Docker stacks that run in it.", stackReferences),
  nginx_sites: applied(
    "What nginx passes on to other servers, in a container with the feature nginx.",
    listOf("sites", nginxSite),
  ),
  application_script: applied(
    "Script of bash that sets up the application, once and again where it changes: a file in scripts/ of the configuration's folder, or a path relative to that folder.",
    anyPath,
  ),
  setup_script: applied("The same, run before application_script.", anyPath),
  ports: applied(
    "Ports of the application as host:container. A container has an address of its own, so none is forwarded; a vLLM server without another port listens on the first.",
    listOf("ports", port),
  ),
  health_check: applied("The only check, where it is a command; see health_checks.", healthCommand),
  health_checks: applied(
    "What has to work once the guest is converged: guests that depend on it wait for it. A preview tries each once.",
    listOf("checks", healthCheck),
  ),
  tests: later("tests", "Scripts run against the finished guest.", guestTests),
  integration_tests: later("tests", "Older form of tests.integration_tests.", script),
  run_integration_tests: later("tests", "Whether they run after each change.", boolean),
  vllm: alias("tests.integration_tests", listOf("tests", testScript)),
  portainer_role: applied(
    "Part of the container in Portainer: a server or an agent has the feature portainer in that role; the others have none.",
    oneOf(["none", "server", "agent", "infrastructure"]),
  ),
  firewall: applied("Packet filter of the guest.", guestFirewall),
  traefik_service: later("reverse proxy", "What the reverse proxy publishes.", traefikService),
  bootstrap_ca_url: later("certificates", "Certificate authority of the guest.", url),
  trigger_sync_on_completion: later(
    "Portainer",
    "Whether stacks are synchronised afterwards.",
    boolean,
  ),
  ...vllmFields,
});

/** A container as the file says it, values read but older spellings still in their place. */
export type ContainerDocument = z.output<typeof containerDocument>;
