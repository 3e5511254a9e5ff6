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

/** The privileges of the role, in alphabetical order. */
export function privilegesFor({ hasPrivileged }: { readonly hasPrivileged: boolean }): string[] {
  // PVE asks for it where a container is made with unprivileged=0 (check_ct_modify_config_perm of PVE/LXC.pm).
  return [...privileges, ...(hasPrivileged ? ["Sys.Modify"] : [])].sort();
}
