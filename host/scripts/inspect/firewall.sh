# The firewall's files, both ends of this connection, and the node's address and networks, which PVE lets in of its own
# accord.
print_firewall() {
  firewalls=()
  for file in /etc/pve/firewall/*.fw "/etc/pve/nodes/$node/host.fw"; do
    [ -s "$file" ] && firewalls+=("$file")
  done
  if [ "${#firewalls[@]}" -gt 0 ]; then
    awk -v mark="$mark" 'FNR == 1 { printf "\n%s firewall %s\n", mark, FILENAME } { print }' "${firewalls[@]}"
  fi
  section firewall-connection
  printf '%s\n' "${SSH_CONNECTION:-}"
  section firewall-routes
  cat /proc/net/route 2>/dev/null
  section firewall-hosts
  cat /etc/hosts 2>/dev/null
}
