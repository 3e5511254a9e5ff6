#!/usr/bin/env bash
# Makes the disk of the machine that `npm run test:real` tests against: Debian 13 with the programs that a Proxmox VE
# node has from Debian, and ZFS's module for its kernel, which is compiled here because it takes hours in there.
# usage: build.sh MIRROR DIRECTORY
# Needs root (chroot, mounts). Leaves root.qcow2, vmlinuz, initrd.img, id_ed25519, host-key.pub, qemu-system-x86_64 and
# qemu-img in DIRECTORY.
set -euo pipefail
mirror=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
tree=$out/tree

say() {
  printf '%s %s\n' "$(date +%T)" "$*"
}

inside() {
  chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"
}

unmount() {
  for place in sys proc; do
    if mountpoint -q "$tree/$place"; then umount "$tree/$place"; fi
  done
}

install_debian() {
  debootstrap --variant=minbase --components=main,contrib trixie "$tree" "$mirror"
  mount -t proc proc "$tree/proc"
  mount -t sysfs -o ro sysfs "$tree/sys"
  # Nobody needs this tree after a power cut.
  echo force-unsafe-io > "$tree/etc/dpkg/dpkg.cfg.d/unsafe-io"
  printf 'APT::Install-Recommends "false";\nAPT::Keep-Downloaded-Packages "true";\n' \
    > "$tree/etc/apt/apt.conf.d/90image"
  printf '#!/bin/sh\nexit 101\n' > "$tree/usr/sbin/policy-rc.d"
  chmod 755 "$tree/usr/sbin/policy-rc.d"
  inside apt-get update -qq
  inside apt-get install -y -qq linux-image-cloud-amd64 linux-headers-cloud-amd64 dkms
  # dkms otherwise asks for the running kernel's headers, and that one is not the image's.
  mkdir -p "$tree/etc/dkms/framework.conf.d"
  echo 'autoinstall_all_kernels="yes"' > "$tree/etc/dkms/framework.conf.d/image.conf"
  say "ZFS's module"
  inside apt-get install -y -qq zfs-dkms
  kernel=$(ls "$tree/lib/modules")
  inside modinfo -k "$kernel" -F version zfs
  # shellcheck disable=SC2046
  inside apt-get install -y -qq $(grep -v '^#' "$here/packages.txt")
}

# The module stays, and all that it was compiled with goes: it is most of the image.
drop_compiler() {
  mkdir -p "$out/modules"
  cp -a "$tree/lib/modules/$kernel/updates" "$out/modules/"
  provide_module
  inside apt-get purge -y -qq zfs-dkms dkms linux-headers-cloud-amd64
  inside apt-get autoremove -y -qq --purge
  cp -a "$out/modules/updates" "$tree/lib/modules/$kernel/"
  rm -r "$out/modules"
  inside depmod "$kernel"
  # shellcheck disable=SC2046
  inside dpkg-query -W -f '${Package} ${Version}\n' $(grep -v '^#' "$here/packages.txt")
}

# dpkg is told that the module is there, or it would take what depends on it away with zfs-dkms.
provide_module() {
  mkdir -p "$tree/tmp/module/DEBIAN"
  version=$(inside dpkg-query -W -f '${Version}' zfs-dkms)
  cat > "$tree/tmp/module/DEBIAN/control" <<END
Package: zfs-modules-test-real
Version: $version
Architecture: all
Maintainer: Phoenix <phoenix@localhost>
Provides: zfs-modules (= $version)
Description: ZFS's module for the kernel of this machine
END
  inside dpkg-deb --root-owner-group --build /tmp/module /tmp/module.deb
  inside dpkg -i /tmp/module.deb
  rm -r "$tree/tmp/module" "$tree/tmp/module.deb"
}

# Packages that a test takes away are put back from here, so that nobody outside is asked.
keep_packages() {
  mkdir -p "$tree/var/lib/packages"
  for package in $(cat "$here/kept-packages.txt"); do
    cp "$tree"/var/cache/apt/archives/"$package"_*.deb "$tree/var/lib/packages/"
  done
  inside sh -c 'cd /var/lib/packages && apt-ftparchive packages . > Packages'
  rm -f "$tree"/etc/apt/sources.list "$tree"/etc/apt/sources.list.d/*
  echo 'deb [trusted=yes] file:/var/lib/packages ./' > "$tree/etc/apt/sources.list.d/kept.list"
  inside apt-get clean
  rm -rf "$tree"/var/lib/apt/lists/*
  inside apt-get update -qq
}

configure() {
  cp -a --no-preserve=ownership "$here/overlay/." "$tree/"
  chmod 755 "$tree"/usr/local/bin/*
  rm -f "$tree/usr/sbin/policy-rc.d" "$tree/etc/dpkg/dpkg.cfg.d/unsafe-io" "$tree/etc/apt/apt.conf.d/90image"
  rm -f "$tree"/etc/ssh/ssh_host_{rsa,ecdsa}_key*
  cp "$tree/etc/ssh/ssh_host_ed25519_key.pub" "$out/host-key.pub"
  rm -f "$out/id_ed25519" "$out/id_ed25519.pub"
  ssh-keygen -q -t ed25519 -N '' -C phoenix-test -f "$out/id_ed25519"
  install -D -m 600 "$out/id_ed25519.pub" "$tree/root/.ssh/authorized_keys"
  inside systemctl mask --quiet apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer systemd-networkd-wait-online.service lxc.service lxc-net.service \
    lxc-monitord.service samba-ad-dc.service getty@tty1.service
  inside update-initramfs -u -k all
}

# Without KVM, the QEMU of Debian 12 (7.2) runs this kernel into double faults: it forgets flags. So the machine runs
# in the QEMU of its own Debian, as it is started with the libraries of its own.
install_qemu() {
  debootstrap --variant=minbase --include=qemu-system-x86,qemu-utils trixie "$out/qemu" "$mirror"
  rm -rf "$out"/qemu/var/cache/apt/archives/*.deb "$out"/qemu/var/lib/apt/lists/* "$out"/qemu/usr/share/{doc,locale,man}
  start_with_own_libraries qemu-img
  start_with_own_libraries qemu-system-x86_64 -L "\$tree/usr/share/qemu" -L "\$tree/usr/share/seabios"
}

start_with_own_libraries() {
  cat > "$out/$1" <<END
#!/bin/sh
tree=\$(dirname "\$0")/qemu
exec "\$tree/lib64/ld-linux-x86-64.so.2" --library-path "\$tree/usr/lib/x86_64-linux-gnu" "\$tree/usr/bin/$1" ${*:2} "\$@"
END
  chmod 755 "$out/$1"
}

pack() {
  unmount
  cp "$tree/boot/vmlinuz-$kernel" "$out/vmlinuz"
  cp "$tree/boot/initrd.img-$kernel" "$out/initrd.img"
  truncate -s 6G "$out/root.raw"
  mkfs.ext4 -q -L phoenix -d "$tree" "$out/root.raw"
  "$out/qemu-img" convert -O qcow2 "$out/root.raw" "$out/root.qcow2"
  rm -rf --one-file-system "$out/root.raw" "$tree"
}

# The mounts are this script's own and end with it, however it ends; nothing of this machine's /dev is in the tree.
if [ -z "${PHOENIX_OWN_MOUNTS:-}" ]; then
  PHOENIX_OWN_MOUNTS=yes exec unshare --mount --propagation private bash "$0" "$@"
fi
rm -rf --one-file-system "$out"
mkdir -p -m 700 "$out"
trap unmount EXIT
say "Debian 13 from $mirror"
install_debian
drop_compiler
say "the packages that tests put back"
keep_packages
say "the node's own settings"
configure
say "QEMU"
install_qemu
say "the disk"
pack
say "done"
