# Prints type, owner and group by name and by number, mode and SHA-256 of files and folders, each in a section of its own,
# and of AppArmor's files what the kernel has of them.
print_paths() {
  for path in "$@"; do
    section "path $path"
    [ -e "$path" ] || [ -L "$path" ] || continue
    stat -c '%F|%U|%G|%a|%u|%g' "$path"
    if [ -f "$path" ] && [ ! -L "$path" ]; then sha256sum < "$path"; fi
    case $path in /etc/apparmor.d/*) print_policy "$path" ;; esac
  done
}
