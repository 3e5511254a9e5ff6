# Process 1 of a guest, in namespaces of its own: puts the guest's file system together as LXC would, makes it the root,
# and becomes its systemd.
# usage: enter.sh IMAGE DIRECTORY CAPABILITIES
# IMAGE is only read; what is written is in DIRECTORY, which has the folders root, upper, work, keep and shared.
# CAPABILITIES are those that it has not.
set -euo pipefail
image=$1
directory=$2
root=$directory/root

mount -t overlay -o "lowerdir=$image,upperdir=$directory/upper,workdir=$directory/work" guest "$root"
mount -t proc proc "$root/proc"
# What is the kernel's and no namespace's stays as it is.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"
if [ -e "$root/proc/sysrq-trigger" ]; then mount --bind /dev/null "$root/proc/sysrq-trigger"; fi
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0/stdin 1/stdout 2/stderr; do ln -s "/proc/self/fd/${stream%/*}" "$root/dev/${stream#*/}"; done
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir "$root/run/test"
mount --bind "$directory/shared" "$root/run/test"
# What keeps layers of file systems itself cannot do it on this one.
for place in docker containerd; do
  mkdir -p "$directory/keep/$place" "$root/var/lib/$place"
  mount --bind "$directory/keep/$place" "$root/var/lib/$place"
done

hostname guest
ip link set lo up
cd "$root"
pivot_root . mnt
umount -l /mnt
exec setpriv --bounding-set "$3" env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  /sbin/init
