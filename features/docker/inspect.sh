# Prints the facts of docker as key=value lines. Changes nothing, and needs no network.
package_fact docker.io
version_fact docker-ce docker-ce-cli containerd.io docker-compose-plugin nvidia-container-toolkit libnvidia-container1
if docker compose version >/dev/null 2>&1; then state=present; else state=missing; fi
printf 'compose=%s\n' "$state"
service_fact docker /etc/docker/daemon.json /etc/nvidia-container-runtime/config.toml \
  /etc/systemd/system/docker.service.d/phoenix-proxy.conf
