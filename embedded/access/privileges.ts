/** All privileges of PVE 9, by what they are about (PVE::AccessControl, $privgroups). */
const groups = {
  vmAdmin: [
    "VM.Config.Disk",
    "VM.Config.CPU",
    "VM.Config.Memory",
    "VM.Config.Network",
    "VM.Config.HWType",
    "VM.Config.Options",
    "VM.Allocate",
    "VM.Clone",
    "VM.Migrate",
    "VM.Snapshot",
    "VM.Snapshot.Rollback",
    "VM.Replicate",
    "VM.GuestAgent.Unrestricted",
  ],
  vmUser: [
    "VM.Config.CDROM",
    "VM.Config.Cloudinit",
    "VM.Console",
    "VM.Backup",
    "VM.PowerMgmt",
    "VM.GuestAgent.FileRead",
    "VM.GuestAgent.FileWrite",
    "VM.GuestAgent.FileSystemMgmt",
  ],
  vmAudit: ["VM.Audit", "VM.GuestAgent.Audit"],
  sysRoot: ["Sys.PowerMgmt", "Sys.Modify", "Sys.Incoming", "Sys.AccessNetwork"],
  sysAdmin: ["Sys.Console", "Sys.Syslog"],
  sysAudit: ["Sys.Audit"],
  storeAdmin: ["Datastore.Allocate", "Datastore.AllocateTemplate"],
  storeUser: ["Datastore.AllocateSpace"],
  storeAudit: ["Datastore.Audit"],
  sdnAdmin: ["SDN.Allocate"],
  sdnUser: ["SDN.Use"],
  sdnAudit: ["SDN.Audit"],
  userRoot: ["Realm.Allocate"],
  userAdmin: ["User.Modify", "Group.Allocate", "Realm.AllocateUser"],
  poolAdmin: ["Pool.Allocate"],
  poolAudit: ["Pool.Audit"],
  mapAdmin: ["Mapping.Modify"],
  mapUser: ["Mapping.Use"],
  mapAudit: ["Mapping.Audit"],
  permissions: ["Permissions.Modify"],
} as const;

type Group = keyof typeof groups;

function join(...names: Group[]): string[] {
  return names.flatMap((name) => [...groups[name]]).sort();
}

const audit: Group[] = ["vmAudit", "sysAudit", "storeAudit", "sdnAudit", "poolAudit", "mapAudit"];

export const allPrivileges: readonly string[] = join(...(Object.keys(groups) as Group[]));

const rootOnly = new Set<string>(["Mapping.Modify", ...join("sysRoot", "userRoot", "permissions")]);

/** The roles that are always there. */
export const builtInRoles: Readonly<Record<string, readonly string[]>> = {
  NoAccess: [],
  Administrator: allPrivileges,
  PVEAdmin: allPrivileges.filter((privilege) => !rootOnly.has(privilege)),
  PVEAuditor: join(...audit),
  PVEVMAdmin: join("vmAdmin", "vmUser", "vmAudit"),
  PVEVMUser: join("vmUser", "vmAudit"),
  PVEDatastoreAdmin: join("storeAdmin", "storeUser", "storeAudit"),
  PVEDatastoreUser: join("storeUser", "storeAudit"),
  PVESysAdmin: join("sysAdmin", "sysAudit"),
  PVESDNAdmin: join("sdnAdmin", "sdnUser", "sdnAudit"),
  PVESDNUser: join("sdnUser", "sdnAudit"),
  PVEPoolAdmin: join("poolAdmin", "poolAudit"),
  PVEPoolUser: join("poolAudit"),
  PVEUserAdmin: join("userAdmin"),
  PVEMappingAdmin: join("mapAdmin", "mapUser", "mapAudit"),
  PVEMappingUser: join("mapUser", "mapAudit"),
  PVETemplateUser: ["VM.Audit", "VM.Clone"],
};
