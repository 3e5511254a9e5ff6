# The names that stay the same over a reboot, what each leads to, and what is on the disks (from udev's database).
print_disks() {
  section disk-links
  printf '%s\n' /dev/disk/by-*/*
  section disk-devices
  readlink -f /dev/disk/by-*/*
  section lsblk
  lsblk -J -o PATH,TYPE,FSTYPE,LABEL,PTTYPE,MOUNTPOINTS
}
