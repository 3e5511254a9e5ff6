#!/usr/bin/env bash
# Makes the root of the guests that `npm run test:real` installs features in: a small Debian 13 with systemd.
# usage: build.sh MIRROR DIRECTORY
# Needs root. Leaves the folder root in DIRECTORY.
set -euo pipefail
mirror=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$out/root

inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"
}

rm -rf --one-file-system "$out"
(umask 077 && mkdir -p "$out")
debootstrap --variant=minbase --include=systemd-sysv,dbus,ca-certificates,iproute2 trixie "$root" "$mirror"
cp -a --no-preserve=ownership "$here/overlay/." "$root/"
# Nobody needs these trees after a power cut.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
echo guest >"$root/etc/hostname"
# Of those whom this computer trusts, so that its mirrors answer the guest as they answer it.
mkdir -p "$root/usr/local/share/ca-certificates"
for certificate in /usr/local/share/ca-certificates/*.crt; do
  if [ -f "$certificate" ]; then cp "$certificate" "$root/usr/local/share/ca-certificates/"; fi
done
inside update-ca-certificates
inside systemctl mask --quiet apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer console-getty.service
inside systemctl enable --quiet test-proxy.socket
rm -rf "$root"/var/cache/apt/archives/*.deb
