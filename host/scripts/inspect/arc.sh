# What ZFS's cache may take now, what the module is told when it is loaded, and images for booting that were made
# before our file was written.
print_arc() {
  section arc
  for parameter in zfs_arc_max zfs_arc_min; do
    printf '%s %s\n' "$parameter" "$(cat "/sys/module/zfs/parameters/$parameter" 2>/dev/null)"
  done
  [ -e /etc/modprobe.d/phoenix-zfs.conf.removed ] && echo removed
  section arc-settings
  # Of several files grep says which one a line is from; the first is there so that there are several.
  grep -E '^[[:space:]]*options[[:space:]]+zfs[[:space:]].*zfs_arc_max=' /dev/null \
    /etc/modprobe.d/*.conf /run/modprobe.d/*.conf /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf 2>/dev/null
  grep -E 'zfs\.zfs_arc_max=' /dev/null /proc/cmdline
  section arc-initramfs
  for image in /boot/initrd.img-*; do
    # Copies that update-initramfs and dkms lay beside an image, and what is not ready yet.
    case $image in *.bak | *.dpkg-bak | *.old-dkms | *.new) continue ;; esac
    [ /etc/modprobe.d/phoenix-zfs.conf -nt "$image" ] && printf '%s\n' "$image"
  done
}
