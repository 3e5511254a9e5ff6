# Prints the facts of vllm as key=value lines. Changes nothing, and needs no network.
package_fact python3-venv python3-dev gcc
python_fact vllm /opt/vllm vllm torch
python_version vllm /opt/vllm nvidia-cuda-runtime-cu12
printf 'cuda=%s\n' "${version%.*}"
