# Installs Docker, and has it run with what its files say. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages ca-certificates
put_files

# What the other archive brings cannot be there at the same time.
case $option_repository in
  docker)
    remove_packages docker.io docker-cli docker-compose docker-compose-v2 containerd runc
    install_packages "docker-ce=5:$option_version*" "docker-ce-cli=5:$option_version*" \
      "containerd.io=$option_containerd_version*" "docker-compose-plugin=$option_compose_version*"
    ;;
  distribution)
    remove_packages docker-ce docker-ce-cli docker-ce-rootless-extras docker-buildx-plugin \
      docker-compose-plugin containerd.io
    # Ubuntu calls it so; Debian's docker-compose is the plugin as well, and its command a package of its own.
    if grep -qx 'ID=ubuntu' /etc/os-release; then
      install_packages docker.io docker-compose-v2
    else
      install_packages docker.io docker-cli docker-compose
    fi
    ;;
esac

if [ "$gpus" -gt 0 ]; then
  install_packages "nvidia-container-toolkit=$option_toolkit_version" \
    "nvidia-container-toolkit-base=$option_toolkit_version" \
    "libnvidia-container-tools=$option_toolkit_version" "libnvidia-container1=$option_toolkit_version"
fi

run_service docker /etc/docker/daemon.json /etc/nvidia-container-runtime/config.toml \
  /etc/systemd/system/docker.service.d/phoenix-proxy.conf
