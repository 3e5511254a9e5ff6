# Prints what is true on a Proxmox VE node, in sections. Changes nothing.
# usage: bash -s -- MARK NODE [PATH…] < this file, after definitions of feature_NAME functions that print inspect
# scripts, and of print_paths
#
# A section begins with a line "MARK NAME" and ends with the newline that stands before the next one. MARK is a
# random word of the caller's, so that no file on the node can forge a section.
mark=$1
node=$2

section() {
  printf '\n%s %s\n' "$mark" "$1"
}

print_files() {
  for file in "$@"; do
    [ -f "$file" ] || continue
    section "file $file"
    cat "$file"
  done
}

# Guests' volumes are their containers' business; a node has many, and each has some seventy properties.
print_datasets() {
  section zfs-get
  zfs list -H -o name -t filesystem,volume 2>/dev/null |
    grep -vE '/(subvol|basevol|vm|base)-[0-9]+-' |
    xargs -r -d '\n' zfs get -Hp -o name,property,value,source all
}

# A volume's name is used again, its guid is not.
print_volumes() {
  section volumes
  zfs list -Hp -o name,guid -t filesystem,volume 2>/dev/null
}

print_templates() {
  awk '/^[a-z]+:/ { type = $1 } $1 == "path" && type == "dir:" { print $2 }' /etc/pve/storage.cfg |
    while read -r path; do
      section "templates $path"
      ls -1 "$path/template/cache" 2>/dev/null
    done
}

print_disks() {
  section disks
  for link in /dev/disk/by-id/*; do
    [ -L "$link" ] || continue
    printf '%s %s\n' "$link" "$(readlink -f "$link")"
  done
}

# pct and the API cost Perl's start at each call; the kernel's list of sockets is where they look as well
# (list_active_containers of PVE/LXC.pm).
print_running() {
  section running
  sed -n 's|.*@/var/lib/lxc/\([0-9]*\)/command$|\1|p' /proc/net/unix
}

print_facts() {
  sed -n 's|.*@/var/lib/lxc/\([0-9]*\)/command$|\1|p' /proc/net/unix | sort -un | while read -r vmid; do
    config=/etc/pve/nodes/$node/lxc/$vmid.conf
    [ -f "$config" ] || continue
    features=$(sed -n 's/^#verified //p; /^\[/q' "$config")
    for feature in $features; do
      name=${feature%%=*}
      [ "$(type -t "feature_$name")" = function ] || continue
      section "facts $vmid $name"
      "feature_$name" | timeout 20 lxc-attach -n "$vmid" --clear-env -- /bin/bash -s
      printf '\n%s\n' "exit=$?"
    done
  done
}

# What ZFS's cache may take now, what the module is told when it is loaded, and images for booting that were made
# before our file was written.
print_arc() {
  section arc
  for parameter in zfs_arc_max zfs_arc_min; do
    printf '%s %s\n' "$parameter" "$(cat "/sys/module/zfs/parameters/$parameter" 2>/dev/null)"
  done
  section arc-settings
  # Of several files grep says which one a line is from; the first is there so that there are several.
  grep -E '^[[:space:]]*options[[:space:]]+zfs[[:space:]].*zfs_arc_max=' /dev/null \
    /etc/modprobe.d/*.conf /run/modprobe.d/*.conf /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf 2>/dev/null
  grep -E 'zfs\.zfs_arc_max=' /dev/null /proc/cmdline
  section arc-initramfs
  for image in /boot/initrd.img-*; do
    [ /etc/modprobe.d/phoenix-zfs.conf -nt "$image" ] && printf '%s\n' "$image"
  done
}

print_nfs() {
  section nfs
  printf '%s\n' "$(dpkg-query -W -f '${db:Status-Status}' nfs-kernel-server 2>/dev/null)"
  printf '%s\n' "$(systemctl is-enabled nfs-server.service 2>/dev/null)"
  printf '%s\n' "$(systemctl is-active nfs-server.service 2>/dev/null)"
  print_files /etc/exports /etc/exports.d/*.exports
  section nfs-exported
  exportfs -s 2>/dev/null
}

section user
id -u
section missing-programs
for program in pveversion pct zpool zfs lxc-attach; do
  command -v "$program" >/dev/null || printf '%s\n' "$program"
done
section version
pveversion
section hostname
hostname
section zpool-list
zpool list -Hp -o name,size,allocated,health
section zpool-get
zpool get -Hp all
section zpool-status
zpool status -P 2>/dev/null
print_datasets
print_volumes
print_disks
print_arc
print_nfs
print_files /etc/pve/storage.cfg "/etc/pve/nodes/$node"/lxc/*.conf "/etc/pve/nodes/$node"/qemu-server/*.conf
print_templates
print_running
section devices
ls -1d /dev/nvidia* /dev/nvidia-caps/* 2>/dev/null
section bridges
ls -1 /sys/class/net
# A line is UPID, whether it was saved, and once it has ended when and how (PVE/RESTEnvironment.pm, active_workers).
section active-tasks
awk 'NF < 3 { print $1 }' /var/log/pve/tasks/active 2>/dev/null
section memory
sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo
print_paths "${@:3}"
print_facts
section end
