# Prints the facts of monitoring as key=value lines. Changes nothing, and needs no network.
package_fact prometheus prometheus-node-exporter
service_fact prometheus-node-exporter /etc/default/prometheus-node-exporter
service_fact prometheus /etc/default/prometheus /etc/prometheus/prometheus.yml
key_fact admin_password /etc/phoenix/monitoring/admin-password
container_facts /etc/phoenix/monitoring grafana dcgm-exporter
