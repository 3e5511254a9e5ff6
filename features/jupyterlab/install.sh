# Installs JupyterLab into a virtual environment, and has it run with what its unit says. Safe to run again, and to cut
# anywhere.
set -euo pipefail

install_packages ca-certificates python3-venv
id -u jupyter >/dev/null 2>&1 || useradd --system --user-group --home-dir /srv/jupyter --shell /bin/bash jupyter
mkdir -p /etc/jupyterlab /srv/jupyter "$option_folder"
chown jupyter:jupyter /srv/jupyter "$option_folder"
put_files
install_python jupyterlab /opt/jupyterlab /usr/local/share/phoenix/jupyterlab.txt "$url_pypi"

token=/etc/jupyterlab/token
make_key "$token" jupyter:jupyter

run_service jupyterlab /etc/systemd/system/jupyterlab.service "$token" /etc/jupyterlab/token.env \
  /usr/local/share/phoenix/jupyterlab.txt
