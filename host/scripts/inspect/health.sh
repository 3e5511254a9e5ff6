# What checks of running guests say: of each its key, its guest, the mark that this has to bear, how many seconds all of
# its checks may take, and the script. All guests are asked at once. Bash would write an answer line by line, and answers
# would be mixed; printf(1) writes it as a whole.
print_health() {
  while [ "$#" -gt 4 ]; do
    key=$1
    vmid=$2
    owner=$3
    seconds=$4
    script=$5
    shift 5
    grep -q "@/var/lib/lxc/$vmid/command\$" /proc/net/unix || continue
    bears_mark "/etc/pve/nodes/$node/lxc/$vmid.conf" "$owner" || continue
    {
      said=$(printf '%s' "$script" |
        timeout -k 5 "$seconds" lxc-attach -n "$vmid" --clear-env -- /bin/bash -s 2>/dev/null | head -c 3900)
      env printf '\n%s health %s\n%s\n' "$mark" "$key" "$said"
    } &
  done
  wait
}

# bears_mark FILE MARK: in a line of the description or as a tag, and not only in a snapshot.
bears_mark() {
  [ "$(awk -v mark="$2" '
    /^\[/ { exit }
    $0 == ("#" mark) { print "yes" }
    $1 == "tags:" { count = split($2, tags, /[;,]/); for (i = 1; i <= count; i++) if (tags[i] == mark) print "yes" }
  ' "$1" 2>/dev/null | head -n 1)" = yes ]
}
