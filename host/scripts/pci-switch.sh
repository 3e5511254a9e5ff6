# Gives functions of PCI devices to one driver alone, or back to whatever driver takes them.
# usage: bash -c "$(this file)" pci-switch ADDRESS=[DRIVER]…
set -eu
for pair in "$@"; do
  address=${pair%%=*} driver=${pair#*=}
  device=/sys/bus/pci/devices/$address
  [ -z "$driver" ] || [ -d "/sys/bus/pci/drivers/$driver" ] || modprobe "$driver"
  # An empty line takes the override away.
  printf '%s\n' "$driver" > "$device/driver_override"
  if [ -e "$device/driver" ]; then
    printf '%s\n' "$address" > "$device/driver/unbind"
  fi
  printf '%s\n' "$address" > /sys/bus/pci/drivers_probe
done
# The numbers of cards begin anew with the driver's next start, and nobody else takes old nodes away.
rm -f /dev/nvidia[0-9]*
