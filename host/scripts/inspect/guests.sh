# The guests' files, and which guests run.
print_guests() {
  print_files "/etc/pve/nodes/$node"/lxc/*.conf "/etc/pve/nodes/$node"/qemu-server/*.conf
  section running
  running_guests
  running_machines
}
