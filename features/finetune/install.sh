# Installs PyTorch and what trains models with it into a virtual environment. Safe to run again, and to cut anywhere.
set -euo pipefail

# What is compiled while a model is trained needs a compiler and Python's headers.
install_packages ca-certificates gcc libc6-dev python3-dev python3-venv
mkdir -p "$option_data/huggingface"
put_files
install_python finetune /opt/finetune /usr/local/share/phoenix/finetune.txt "$url_pypi"
