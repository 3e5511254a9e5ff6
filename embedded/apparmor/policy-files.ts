/** The policy that AppArmor's and LXC's packages bring, as far as containers' profiles stand on it. */
export const apparmorFiles: Readonly<Record<string, string>> = {
  "/etc/apparmor.d/tunables/global": `# Variables that policy may use.
include <tunables/home>
include <tunables/proc>
include <tunables/sys>
include <tunables/run>
`,
  "/etc/apparmor.d/tunables/home": "@{HOMEDIRS}=/home/\n@{HOME}=@{HOMEDIRS}/*/ /root/\n",
  "/etc/apparmor.d/tunables/proc": "@{PROC}=/proc/\n",
  "/etc/apparmor.d/tunables/sys": "@{sys}=/sys/\n",
  "/etc/apparmor.d/tunables/run": "@{run}=/run/ /var/run/\n",
  "/etc/apparmor.d/abstractions/base": `  /dev/null rw,
  /dev/urandom r,
  @{PROC}/meminfo r,
  /usr/lib/** mr,
`,
};

/** Those of lxc-pve. */
export const lxcFiles: Readonly<Record<string, string>> = {
  "/etc/apparmor.d/abstractions/lxc/container-base": `  network,
  capability,
  file,
  umount,
  dbus,
  signal,
  ptrace,
  unix,
  mount options=(rw, make-slave) -> **,
  deny mount fstype=debugfs -> /var/lib/ureadahead/debugfs/,
  deny @{PROC}/sysrq-trigger rwklx,
  deny /sys/firmware/efi/efivars/** rwklx,
`,
  "/etc/apparmor.d/lxc-containers": `# Loads all profiles of containers, which lie in lxc/.
include <tunables/global>
include <lxc>
`,
  "/etc/apparmor.d/lxc/lxc-default": container(
    "lxc-container-default",
    "deny mount fstype=devpts,",
  ),
  "/etc/apparmor.d/lxc/lxc-default-cgns": container(
    "lxc-container-default-cgns",
    "deny mount fstype=devpts,\n  mount fstype=cgroup -> /sys/fs/cgroup/**,",
  ),
  "/etc/apparmor.d/lxc/lxc-default-with-mounting": container(
    "lxc-container-default-with-mounting",
    "mount fstype=ext*,\n  mount fstype=xfs,\n  mount fstype=btrfs,",
  ),
  "/etc/apparmor.d/lxc/lxc-default-with-nesting": container(
    "lxc-container-default-with-nesting",
    "mount fstype=proc -> /var/cache/lxc/**,\n  mount fstype=sysfs -> /var/cache/lxc/**,",
  ),
};

function container(name: string, rules: string): string {
  return `# Is loaded by ../lxc-containers.
profile ${name} flags=(attach_disconnected,mediate_deleted) {
  include <abstractions/lxc/container-base>
  ${rules}
}
`;
}
