print_nfs() {
  section nfs
  printf '%s\n' "$(dpkg-query -W -f '${db:Status-Status}' nfs-kernel-server 2>/dev/null)"
  printf '%s\n' "$(systemctl is-enabled nfs-server.service 2>/dev/null)"
  printf '%s\n' "$(systemctl is-active nfs-server.service 2>/dev/null)"
  print_files /etc/exports /etc/exports.d/*.exports /etc/exports.d/phoenix.exports.pending
  section nfs-exported
  exportfs -s 2>/dev/null
}
