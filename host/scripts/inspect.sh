# Prints what is true on a Proxmox VE node, in sections. Changes nothing.
# usage: bash -s -- MARK NODE [PATH or UNIT…] < this file, after the functions of inspect/, common_of_features and
# feature_NAME, which print inspect scripts
#
# A section begins with a line "MARK NAME" and ends with the newline that stands before the next one. MARK is a
# random word of the caller's, so that no file on the node can forge a section.
mark=$1
node=$2

section user
id -u
section missing-programs
for program in pveversion pct zpool zfs lxc-attach; do
  command -v "$program" >/dev/null || printf '%s\n' "$program"
done
section version
pveversion
print_hostname
print_timezone
print_pools
print_datasets
print_volumes
print_disks
print_arc
print_apt
print_chrony
print_nfs
print_samba
print_apparmor
print_network
print_firewall
print_nvidia
print_gpu_modes
print_users
print_storages
print_files "/etc/pve/nodes/$node"/lxc/*.conf "/etc/pve/nodes/$node"/qemu-server/*.conf
print_templates
print_running
section devices
ls -1d /dev/nvidia* /dev/nvidia-caps/* 2>/dev/null
section bridges
ls -1 /sys/class/net
# A line is UPID, whether it was saved, and once it has ended when and how (PVE/RESTEnvironment.pm, active_workers).
section active-tasks
awk 'NF < 3 { print $1 }' /var/log/pve/tasks/active 2>/dev/null
section memory
sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo
print_asked "${@:3}"
print_facts
section end
