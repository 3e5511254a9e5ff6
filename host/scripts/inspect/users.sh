# Accounts and groups, passwords as they are kept, keys that may log in, whether sudo is there and reads our folder, and
# the users of Proxmox VE.
print_users() {
  print_files /etc/passwd /etc/group /etc/pve/user.cfg
  section user-passwords
  awk -F: '$1 != "root" && $2 !~ /^[!*]*$/ { print $1 ":" $2 }' /etc/shadow
  section user-keys
  key_files=()
  while IFS=: read -r _ _ uid _ _ home _; do
    # A pipe in the place of the file would be waited for.
    [ "$uid" -ge 1000 ] && [ -f "$home/.ssh/authorized_keys" ] && key_files+=("$home/.ssh/authorized_keys")
  done < /etc/passwd
  [ "${#key_files[@]}" -gt 0 ] && awk '{ print FILENAME ":" $0 }' "${key_files[@]}"
  section sudo
  command -v visudo >/dev/null && printf 'installed\n'
  grep -E '^[@#]includedir[[:space:]]+/etc/sudoers\.d/?[[:space:]]*$' /etc/sudoers 2>/dev/null
}
