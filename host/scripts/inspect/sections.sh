# What all functions call. A section begins with a line "MARK NAME" and ends with the newline that stands before the next
# one. MARK is a random word of the caller's, so that no file on the node can forge a section.
section() {
  printf '\n%s %s\n' "$mark" "$1"
}

# The kernel's list of sockets is where Proxmox VE looks for the guests that run as well (list_active_containers of
# PVE/LXC.pm); pct and the API cost Perl's start at each call.
running_guests() {
  sed -n 's|.*@/var/lib/lxc/\([0-9]*\)/command$|\1|p' /proc/net/unix
}

# QEMU listens there as long as it runs; a file with its process id outlives it.
running_machines() {
  sed -n 's|.*/run/qemu-server/\([0-9]*\)\.qmp$|\1|p' /proc/net/unix
}

print_files() {
  for file in "$@"; do
    [ -f "$file" ] || continue
    section "file $file"
    cat "$file"
  done
}
