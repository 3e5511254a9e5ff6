#!/usr/bin/env bash
# Makes what an image of n8n holds, from npm's packages, as an archive for `docker import`: Debian 13 with its Node.js and
# tini, and n8n with all that package-lock.json names, in /opt/n8n.
# usage: build.sh MIRROR DIRECTORY ROOT
# ROOT is the root that guests start from. Needs root. Leaves image.tar in DIRECTORY.
set -euo pipefail
out=$2
base=$3
here=$(cd "$(dirname "$0")" && pwd)

# within ROOT PROGRAM…: runs it there, with the proxy that this computer has.
within() {
  local root=$1
  shift
  unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" \
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive http_proxy="${http_proxy:-}" "$@"
}

rm -rf --one-file-system "$out"
(umask 077 && mkdir -p "$out")
cp -a "$base" "$out/image"
within "$out/image" apt-get update -q
within "$out/image" apt-get install -q -y --no-install-recommends nodejs tini
within "$out/image" useradd --uid 1000 --create-home --shell /bin/bash node

# npm is the one that runs these tests: that of Debian 13 reads no such overrides. No script of a package is run.
mkdir "$out/image/opt/n8n"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$out/image/opt/n8n/"
(cd "$out/image/opt/n8n" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --os=linux --cpu=x64 --libc=glibc)

# What compiles is left out of the image. It needs nothing but sources that the package holds, and Debian's headers.
cp -a "$out/image" "$out/workshop"
within "$out/workshop" apt-get install -q -y --no-install-recommends node-gyp libnode-dev g++ make python3
within "$out/workshop" bash -c \
  'cd /opt/n8n/node_modules/sqlite3 && node-gyp rebuild --nodedir=/usr/include/nodejs'
cp -a "$out/workshop/opt/n8n/node_modules/sqlite3/build" "$out/image/opt/n8n/node_modules/sqlite3/"

# As n8n's own image is made, without what only developers read.
find "$out/image/opt/n8n/node_modules" -type f \( -name '*.map' -o -name '*.d.ts' \) -delete
rm -rf --one-file-system "$out/workshop" "$out"/image/var/lib/apt/lists/* "$out"/image/var/cache/apt/*
tar -C "$out/image" -cf "$out/image.tar" .
rm -rf --one-file-system "$out/image"
