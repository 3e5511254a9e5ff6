# The PCI bus as far as giving a card to a virtual machine needs it: devices, who drives them, what is isolated together
# with what, and who uses a card; then what the kernel was told at its start and will be told at the next one.
print_gpu_modes() {
  section pci-devices
  (cd /sys/bus/pci/devices && grep . /dev/null */vendor */device */class */subsystem_vendor */subsystem_device \
    */driver_override) 2>/dev/null
  section pci-drivers
  printf '%s\n' /sys/bus/pci/drivers/*/*:*:*.*
  section iommu-groups
  printf '%s\n' /sys/kernel/iommu_groups/*/devices/*
  section gpu-minors
  grep '^Device Minor' /dev/null /proc/driver/nvidia/gpus/*/information 2>/dev/null
  section gpu-users
  if [ -e /dev/nvidiactl ] || [ -d /sys/bus/pci/drivers/vfio-pci ]; then
    # Of several folders ls says which one a line is from; the last is there so that there are several.
    ls -l /proc/[0-9]*/fd /dev/null 2>/dev/null |
      awk '/^\/proc\// { split($0, part, "/"); pid = part[3] }
        $NF ~ /^\/dev\/(nvidia[0-9]+|vfio\/[0-9]+)$/ { print pid, $NF }' | sort -u |
      while read -r pid path; do
        name=
        read -r name < "/proc/$pid/comm"
        printf '%s %s %s\n' "$pid" "$path" "$name"
      done 2>/dev/null
  fi
  section cpu-vendor
  awk '/^vendor_id/ { print $3; exit }' /proc/cpuinfo
  section kernel-arguments
  cat /proc/cmdline
  # What grub-mkconfig reads, in its order.
  section grub-arguments
  (
    for file in /etc/default/grub /etc/default/grub.d/*.cfg; do
      [ -f "$file" ] && . "$file" > /dev/null
    done
    printf '%s %s\n' "$GRUB_CMDLINE_LINUX" "$GRUB_CMDLINE_LINUX_DEFAULT"
  ) 2>/dev/null
  section boot-partitions
  cat /etc/kernel/proxmox-boot-uuids 2>/dev/null
  section boot-unfinished
  [ -e /var/lib/phoenix/boot-files.pending ] && echo unfinished
  section gpu-init-script
  script=/etc/initramfs-tools/scripts/init-top/phoenix-vfio
  [ -x "$script" ] && echo executable
  for image in /boot/initrd.img-*; do
    case $image in *.bak | *.dpkg-bak | *.old-dkms | *.new) continue ;; esac
    [ "$script" -nt "$image" ] && printf '%s\n' "$image"
  done
  section vfio-settings
  grep -E '^[[:space:]]*(options[[:space:]]+vfio[-_]pci[[:space:]].*ids=|(blacklist|install)[[:space:]]+vfio)' /dev/null \
    /etc/modprobe.d/*.conf /run/modprobe.d/*.conf /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf 2>/dev/null
  print_files /etc/modules-load.d/phoenix-vfio.conf /etc/default/grub.d/phoenix.cfg /etc/kernel/cmdline \
    /etc/kernel/phoenix-cmdline /etc/pve/mapping/pci.cfg
}
