# Installs Python with pip and venv, from the guest's distribution. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages python3 python3-pip python3-venv
