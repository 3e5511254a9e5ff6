# Installs vLLM into a virtual environment. Safe to run again, and to cut anywhere.
set -euo pipefail

# What is compiled while a model runs needs a compiler and Python's headers.
install_packages ca-certificates gcc libc6-dev python3-dev python3-venv
put_files
install_python vllm /opt/vllm /usr/local/share/phoenix/vllm.txt "$url_pypi"
