# Of a node that has devices of NVIDIA's the driver: what is loaded, what is installed, and for the running kernel and the
# one that the next start takes (proxmox-boot-tool pins one, else it is the newest) what is built.
print_nvidia() {
  [ -n "$(grep -l 0x10de /sys/bus/pci/devices/*/vendor 2>/dev/null)" ] || return 0
  running=$(uname -r)
  next=$(cat /etc/kernel/next-boot-pin /etc/kernel/proxmox-boot-pin 2>/dev/null | head -n 1)
  [ -n "$next" ] || next=$(ls -1 /boot/vmlinuz-* 2>/dev/null | sed 's|.*/vmlinuz-||' | sort -V | tail -n 1)
  section nvidia-kernels
  printf '%s\n' "$running" "$next"
  section "nvidia-module $running"
  modinfo -k "$running" nvidia 2>/dev/null
  if [ "$next" != "$running" ]; then
    section "nvidia-module $next"
    modinfo -k "$next" nvidia 2>/dev/null
  fi
  section nvidia-loaded
  cat /proc/driver/nvidia/version 2>/dev/null
  ls -1 /sys/module | grep -E '^(nouveau|nvidia)'
  section nvidia-library
  ls -1 /usr/lib/x86_64-linux-gnu | grep '^libnvidia-ml\.so\.[0-9]*\.'
  section nvidia-packages
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' dkms 'proxmox-*headers*' 'nvidia-*' 'libnvidia-*' 'cuda-drivers*' 2>/dev/null
  section nvidia-settings
  grep -E '^[[:space:]]*(blacklist|install|alias|options)[[:space:]]+(nvidia|nouveau)' /dev/null \
    /etc/modprobe.d/*.conf /run/modprobe.d/*.conf /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf 2>/dev/null
  section nvidia-initramfs
  for image in /boot/initrd.img-*; do
    [ /etc/modprobe.d/phoenix-nvidia.conf -nt "$image" ] && printf '%s\n' "$image"
  done
  section nvidia-unit
  systemctl is-enabled phoenix-nvidia.service 2>/dev/null
  section nvidia-secure-boot
  mokutil --sb-state 2>/dev/null
  mokutil --test-key /var/lib/dkms/mok.pub 2>/dev/null
  print_files /etc/modprobe.d/phoenix-nvidia.conf /etc/modules-load.d/phoenix-nvidia.conf \
    /etc/systemd/system/phoenix-nvidia.service
}
