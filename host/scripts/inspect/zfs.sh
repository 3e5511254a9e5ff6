# Pools with their properties, disks and health.
print_pools() {
  section zpool-list
  zpool list -Hp -o name,size,allocated,health
  section zpool-get
  zpool get -Hp all
  section zpool-status
  zpool status -P 2>/dev/null
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

# The names that stay the same over a reboot, what each leads to, and what is on the disks (from udev's database).
print_disks() {
  section disk-links
  printf '%s\n' /dev/disk/by-*/*
  section disk-devices
  readlink -f /dev/disk/by-*/*
  section lsblk
  lsblk -J -o PATH,TYPE,FSTYPE,LABEL,PTTYPE,MOUNTPOINTS
}
