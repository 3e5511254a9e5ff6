# Prints the guests that run, one a line: `pct VMID` or `qm VMID`.
sed -n 's|.*@/var/lib/lxc/\([0-9]*\)/command$|pct \1|p' /proc/net/unix | sort -u
for file in /run/qemu-server/*.pid; do
  [ -f "$file" ] || continue
  vmid=${file##*/}
  printf 'qm %s\n' "${vmid%.pid}"
done
