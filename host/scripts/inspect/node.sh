# Whether this is a node that can be used at all.
print_node() {
  section user
  id -u
  section missing-programs
  for program in pveversion pct zpool zfs lxc-attach; do
    command -v "$program" >/dev/null || printf '%s\n' "$program"
  done
  section version
  pveversion
  section host-keys
  sshd -T 2>/dev/null | sed -n 's/^hostkey //p' | while read -r file; do
    cat "$file.pub" 2>/dev/null
  done
}
