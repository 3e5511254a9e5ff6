# Starts a guest, and waits for its end. It ends with this script, whose process the guest's processes never outlive.
# usage: start.sh IMAGE DIRECTORY CAPABILITIES CGROUP
set -euo pipefail
mkdir -p "$4"
echo $$ >"$4/cgroup.procs"
exec unshare --mount --pid --uts --ipc --net --cgroup --propagation private --fork --kill-child \
  bash "$(dirname "$0")/enter.sh" "$1" "$2" "$3"
