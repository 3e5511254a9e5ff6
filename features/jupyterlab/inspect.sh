# Prints the facts of jupyterlab as key=value lines. Changes nothing, and needs no network.
package_fact python3-venv
python_fact jupyterlab /opt/jupyterlab jupyterlab jupyter-server
key_fact token /etc/jupyterlab/token
service_fact jupyterlab /etc/systemd/system/jupyterlab.service /etc/jupyterlab/token \
  /etc/jupyterlab/token.env /usr/local/share/phoenix/jupyterlab.txt
