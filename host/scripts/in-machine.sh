# What the guest agent of a virtual machine runs: the script on standard input, as its root, for $1 seconds at most; with
# "alone" as $2 after whatever else of ours is at work there. What it prints comes in base64: qm puts it into JSON, and
# does not say which characters they are.
set -o pipefail
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [ "$2" = alone ]; then
  flock -o -w 600 -E 75 /run/lock/phoenix \
    timeout -k 5 "$1" env -i HOME=/root USER=root PATH=$path /bin/bash -s | base64 -w 0
else
  timeout -k 5 "$1" env -i HOME=/root USER=root PATH=$path /bin/bash -s | base64 -w 0
fi
