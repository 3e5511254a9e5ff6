# Has n8n run in a container, with its data in a folder of the guest. Safe to run again, and to cut anywhere.
set -euo pipefail

# The image's user node has this number.
make_data 1000:1000 "$option_data"
put_files
run_containers /etc/phoenix/n8n n8n
