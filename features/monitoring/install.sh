# Installs Prometheus and its exporter, and has Grafana run in a container, with their data in a folder of the guest. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages prometheus prometheus-node-exporter
make_data root:root "$option_data"
make_data prometheus:prometheus "$option_data/prometheus"
# The image's user grafana has this number.
make_data 472:0 "$option_data/grafana"
put_files
make_key /etc/phoenix/monitoring/admin-password 472:0
run_service prometheus-node-exporter /etc/default/prometheus-node-exporter
run_service prometheus /etc/default/prometheus /etc/prometheus/prometheus.yml
if [ "$gpus" -gt 0 ]; then
  run_containers /etc/phoenix/monitoring grafana dcgm-exporter
else
  run_containers /etc/phoenix/monitoring grafana
fi
