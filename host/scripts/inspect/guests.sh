# The guests' files, and which guests run: pct and the API cost Perl's start at each call; the kernel's list of sockets
# is where they look as well (list_active_containers of PVE/LXC.pm).
print_guests() {
  print_files "/etc/pve/nodes/$node"/lxc/*.conf "/etc/pve/nodes/$node"/qemu-server/*.conf
  section running
  sed -n 's|.*@/var/lib/lxc/\([0-9]*\)/command$|\1|p' /proc/net/unix
}
