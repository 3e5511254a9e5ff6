# What all functions call. A section begins with a line "MARK NAME" and ends with the newline that stands before the next
# one. MARK is a random word of the caller's, so that no file on the node can forge a section.
section() {
  printf '\n%s %s\n' "$mark" "$1"
}

# The kernel's list of sockets is where Proxmox VE looks for the guests that run as well (list_active_containers of
# PVE/LXC.pm); pct and the API cost Perl's start at each call.
running_guests() {
  grep -o '@/var/lib/lxc/[0-9]*/command$' /proc/net/unix | tr -dc '0-9\n'
}

# QEMU listens there as long as it runs; a file with its process id outlives it.
running_machines() {
  grep -o '/run/qemu-server/[0-9]*\.qmp$' /proc/net/unix | tr -dc '0-9\n'
}

# ask_machine VMID SECONDS: what the script on standard input says in a machine; nothing where no agent answers.
ask_machine() {
  timeout -k 5 "$(($2 + 20))" qm guest exec "$1" --timeout "$(($2 + 10))" --pass-stdin 1 -- \
    /bin/bash -c "$(in_machine)" phoenix "$2" beside 2>/dev/null |
    sed -n 's|^ *"out-data" : "\([A-Za-z0-9+/=]*\)",\{0,1\}$|\1|p' | base64 -d
}

# There is a file for each guest: none is worth a process.
print_files() {
  for file in "$@"; do
    if [[ -f $file ]]; then
      # One that is gone by now is not read, and leaves what was there.
      content=
      IFS= read -r -d '' content <"$file"
      printf '\n%s file %s\n%s' "$mark" "$file" "$content"
    fi
  done
}
