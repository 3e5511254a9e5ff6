# Has Qdrant run in a container, with its data in a folder of the guest. Safe to run again, and to cut anywhere.
set -euo pipefail

make_data 0:0 "$option_data" "$option_data/snapshots"
put_files
run_containers /etc/phoenix/qdrant qdrant
