/** The role of Phoenix's API user. */
export const role = "Phoenix";

/** Who Phoenix is for the API. */
export const apiUser = "phoenix@pve";

/** The least that suffices: without any one of them something that Phoenix does is refused. In alphabetical order. */
export const privileges: readonly string[] = [
  "Datastore.Allocate",
  "Datastore.AllocateSpace",
  "Datastore.AllocateTemplate",
  "SDN.Use",
  // For the network, and for a container with unprivileged=0 (check_ct_modify_config_perm of PVE/LXC.pm).
  "Sys.Modify",
  "VM.Allocate",
  "VM.Clone",
  "VM.Config.CPU",
  "VM.Config.Disk",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.PowerMgmt",
  "VM.Snapshot",
];
