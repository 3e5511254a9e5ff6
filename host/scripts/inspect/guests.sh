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
  running=" $(running_guests | tr '\n' ' ')"
  grep -l '^net[0-9]*:.*ip=dhcp' "/etc/pve/nodes/$node"/lxc/*.conf 2>/dev/null | sort -V | while read -r config; do
    vmid=${config##*/}
    vmid=${vmid%.conf}
    [[ $running == *" $vmid "* ]] || continue
    sed '/^\[/,$d' "$config" | grep -q '^net[0-9]*:.*ip=dhcp' || continue
    timeout 5 lxc-info -n "$vmid" -iH | sed "s/^/$vmid /"
  done
}
