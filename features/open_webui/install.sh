# Has Open WebUI run in a container, with its data in a folder of the guest. Safe to run again, and to cut anywhere.
set -euo pipefail

make_data 0:0 "$option_data"
put_files
make_key /etc/phoenix/open_webui/secret root:root
run_containers /etc/phoenix/open_webui open-webui
