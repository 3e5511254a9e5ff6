# Has the server or the agent of Portainer run in a container. Safe to run again, and to cut anywhere.
set -euo pipefail

case $option_role in
  server)
    make_data 0:0 "$option_data"
    put_files
    make_key /etc/phoenix/portainer/admin-password root:root
    run_containers /etc/phoenix/portainer portainer
    ;;
  agent)
    put_files
    run_containers /etc/phoenix/portainer portainer_agent
    ;;
esac
