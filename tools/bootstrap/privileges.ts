/** The role of Phoenix's API user. */
export const role = "Phoenix";

/** Who Phoenix is for the API. */
export const apiUser = "phoenix@pve";

/** The least that suffices: without any one of them something that Phoenix does is refused. */
const privileges = [
  "Datastore.Allocate",
  "Datastore.AllocateSpace",
  "Datastore.AllocateTemplate",
  "SDN.Use",
  "VM.Allocate",
  "VM.Clone",
  "VM.Config.CPU",
  "VM.Config.Disk",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.PowerMgmt",
  "VM.Snapshot",
] as const;

/** PVE asks for these where a virtual machine is made and changed, where it gets a GPU, and where an image is downloaded (PVE/API2/Qemu.pm, PVE/API2/Storage/Status.pm). */
const machinePrivileges = [
  "Mapping.Modify",
  "Mapping.Use",
  "Sys.AccessNetwork",
  "VM.Config.CDROM",
  "VM.Config.Cloudinit",
  "VM.Config.HWType",
] as const;

/** What a declaration needs beyond the ordinary. */
export interface Needs {
  /** PVE asks for Sys.Modify where a container is made with unprivileged=0 (check_ct_modify_config_perm of PVE/LXC.pm). */
  readonly hasPrivileged: boolean;
  /** Firewalls of the datacenter, the node or guests. */
  readonly hasFirewall: boolean;
  /** Interfaces or DNS of the node. */
  readonly hasNetwork: boolean;
  /** Virtual machines, and the images that they are made of. */
  readonly hasVms: boolean;
}

/** The privileges of the role, in alphabetical order. */
export function privilegesFor({ hasPrivileged, hasFirewall, hasNetwork, hasVms }: Needs): string[] {
  const more = [
    ...(hasPrivileged || hasNetwork ? ["Sys.Modify"] : []),
    ...(hasVms ? machinePrivileges : []),
    ...(hasFirewall ? ["Sys.Audit", "Sys.Modify", "VM.Audit"] : []),
  ];
  return [...new Set([...privileges, ...more])].sort();
}
