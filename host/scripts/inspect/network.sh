# The interfaces as files have them and as the kernel has them, whether the last change is going to be taken back, and
# whom the node asks for names.
print_network() {
  print_files /etc/network/interfaces /etc/network/interfaces.new /etc/network/interfaces.d/* /etc/resolv.conf
  section network-links
  ip -d -j addr
  section network-routes
  ip -j route show default
  ip -j -6 route show default
  if [ -e /run/systemd/transient/phoenix-network-rollback.timer ]; then section network-rollback; fi
}
