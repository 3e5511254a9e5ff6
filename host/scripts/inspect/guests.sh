# The guests' files, and which guests run.
print_guests() {
  print_files "/etc/pve/nodes/$node"/lxc/*.conf "/etc/pve/nodes/$node"/qemu-server/*.conf
  section running
  running_guests
  running_machines
  section leases
  print_leases
}

# "VMID ADDRESS" of each address that a running container with DHCP has, in the order of its interfaces. What the guest
# itself would say is not asked.
print_leases() {
  running_guests | sort -un | while read -r vmid; do
    config=/etc/pve/nodes/$node/lxc/$vmid.conf
    [ -f "$config" ] || continue
    sed '/^\[/,$d' "$config" | grep -q '^net[0-9]*:.*ip=dhcp' || continue
    timeout 5 lxc-info -n "$vmid" -iH | sed "s/^/$vmid /"
  done
}
