# NVIDIA's devices on the PCI bus with who drives them, and which of them are kept for virtual machines.
print_cards() {
  section nvidia-cards
  for vendor in $(grep -l 0x10de /sys/bus/pci/devices/*/vendor 2>/dev/null); do
    card=${vendor%/vendor}
    read -r device < "$card/device"
    read -r class < "$card/class"
    driver=$(readlink "$card/driver")
    printf '%s %s %s %s\n' "${card##*/}" "$device" "$class" "${driver##*/}"
  done
  print_files /etc/initramfs-tools/scripts/init-top/phoenix-vfio
}
