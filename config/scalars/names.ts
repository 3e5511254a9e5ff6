import { text } from "./text";

/*
 * Every name that can reach a command line is closed here: it begins with a letter or a digit, and holds no blank,
 * no quote and none of the characters that a shell reads.
 */

/** PVE's dns-name format (PVE::JSONSchema): labels of letters, digits and inner hyphens, joined by dots. */
export const hostname = text(
  "a host name (letters, digits, inner hyphens; labels joined by dots; 63 characters a label)",
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
);

/** PVE's pve-storage-id format: a letter, then letters, digits, `-`, `_`, `.`, not ending with one of those three. */
export const storageId = text(
  "a storage id (a letter first, then letters, digits, -, _ or ., a letter or digit last)",
  /^[A-Za-z][A-Za-z0-9\-_.]{0,98}[A-Za-z0-9]$/,
);

/** zpool-create(8): a letter first; names of vdev kinds are reserved. */
export const poolName = text(
  "a ZFS pool name (a letter first, then letters, digits, _, -, . or :; not mirror, raidz, draid, spare or log)",
  /^(?!(?:mirror|raidz|draid|spare|log)|c[0-9])[A-Za-z][A-Za-z0-9_.:-]{0,99}$/,
);

/** zfs(8): components joined by slashes; each begins here with a letter or a digit. */
export const datasetName = text(
  "a ZFS dataset name (letters, digits, _, -, . or :, components joined by /)",
  /^(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9_.:-]*(?:\/[A-Za-z0-9][A-Za-z0-9_.:-]*)*$/,
);

/** PVE's pve-configid format with its limit of 40 characters; `current` is PVE's name of the live state. */
export const snapshotName = text(
  "a snapshot name (a letter first, then letters, digits, _ or -, 2 to 40 characters; not current)",
  /^(?!current$)[A-Za-z][A-Za-z0-9_-]{1,39}$/,
);

/** A Linux network interface, 15 characters at most. */
export const interfaceName = text(
  "an interface name (a letter first, then letters, digits or _, up to 15 characters)",
  /^[A-Za-z][A-Za-z0-9_]{0,14}$/,
);

/** An interface of the node (pve-iface, PVE/JSONSchema.pm; Linux takes 15 characters). */
export const nodeInterface = text(
  "an interface of the node such as vmbr0, bond0, vmbr0.20 or enp5s0",
  /^(?=.{2,15}$)[A-Za-z][A-Za-z0-9_]{1,14}(?:\.\d{1,4})?$/,
);

/** A bridge, or one VLAN of it in the original's spelling `vmbr0.20`. */
export const bridgeName = text(
  "a bridge name such as vmbr0, or vmbr0.20 for a VLAN of it",
  /^[A-Za-z][A-Za-z0-9_]{0,14}(?:\.\d{1,4})?$/,
);

/** useradd(8)'s portable user names. */
export const userName = text(
  "a user name (a lower-case letter or _ first, then lower-case letters, digits, - or _, up to 32)",
  /^[a-z_][a-z0-9_-]{0,31}$/,
);

/** The name of a role of Proxmox VE (verify_rolename of PVE/AccessControl.pm). */
export const roleId = text(
  "a role of Proxmox VE (letters, digits, _, - or .)",
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
);

/** A place that the ACL of Proxmox VE knows (check_path of PVE/AccessControl.pm). */
export const aclPath = text(
  "a path of Proxmox VE's ACL such as /, /vms/950 or /storage/local",
  /^\/(?:(?:access|mapping|nodes|pool|sdn|storage|vms)(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,4})?$/,
);

/** Who a file belongs to; a user alone stands for the group of the same name as well. */
export const ownerName = text(
  "a user, or user:group",
  /^[a-z_][a-z0-9_-]{0,31}(?::[a-z_][a-z0-9_-]{0,31})?$/,
);

/** A guest's tag: PVE's pve-tag format, lower case as PVE stores it. */
export const tag = text(
  "a tag (a lower-case letter, digit or _ first, then also -, + or .)",
  /^[a-z0-9_][a-z0-9_\-+.]{0,99}$/,
);

/** A vmid as an object key or a reference: PVE allows 100 to 999999999. */
export const vmidText = text("a vmid (a decimal number from 100 to 999999999)", /^[1-9]\d{2,8}$/);

/** The name of a script or a file without a folder. */
export const fileName = text(
  "a file name (letters, digits, _, -, + or ., not beginning with - or .)",
  /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/,
);

/** A free key of a map: a volume, a stack, an environment, a service. */
export const key = text(
  "a key (a letter or digit first, then letters, digits, _, - or .)",
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
);

/** A container image reference such as `portainer/agent:latest`. */
export const imageReference = text(
  "an image reference such as portainer/agent:latest",
  /^[A-Za-z0-9][A-Za-z0-9_./:@-]*$/,
);

/** An IANA time zone. */
export const timeZone = text(
  "a time zone such as Europe/Berlin",
  /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/,
);

/** A dotted version such as 580.76.05. */
export const version = text("a dotted version such as 580.76.05", /^\d+(?:\.\d+)*$/);

/** A Debian package (Debian Policy, 5.6.1). */
export const packageName = text(
  "a package name (lower-case letters, digits, +, - or ., two characters at least)",
  /^[a-z0-9][a-z0-9+.-]+$/,
);

/** A unit of systemd that is no instance of a template. */
export const unitName = text(
  "a unit such as chrony or fstrim.timer",
  /^[A-Za-z0-9][A-Za-z0-9:_.-]*$/,
);

/** A server or pool of chrony.conf(5): a name, or an address of either version. */
export const timeSourceName = text("a host name or an address", /^[A-Za-z0-9][A-Za-z0-9.:-]*$/);

/** An option of chrony.conf(5), server, with its value where it has one. */
export const timeSourceOption = text(
  "an option such as iburst or maxpoll 10",
  /^[a-z]+(?: (?:-?[0-9]+(?:\.[0-9]+)?|F[0-9]{3}))?$/,
);

/** A profile of AppArmor that is neither LXC's own nor a name with a meaning to it, and whose file is loaded at a start. */
export const apparmorProfileName = text(
  "a profile's name (letters, digits, _, - or .) that LXC and Docker have not, and does not end as a package's leftovers do",
  /^(?!(?:unconfined|generated|unchanged|docker-default|lxc-container-default(?:-cgns|-with-mounting|-with-nesting)?)$)(?!lxc-\d+$)(?!.*\.(?:dpkg-[a-z]+|rpm(?:new|save)|pac(?:new|save)|orig|rej)$)[A-Za-z][A-Za-z0-9_.-]{0,99}$/,
);
