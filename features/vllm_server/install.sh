# Has a vLLM server run with what its unit says. Safe to run again, and to cut anywhere.
set -euo pipefail

# What asks the server whether it is ready.
install_packages curl
id -u vllm >/dev/null 2>&1 || useradd --system --user-group --home-dir /var/lib/vllm --shell /usr/sbin/nologin vllm
mkdir -p "$option_folder"
# The node's folders belong to nobody here, and stay as they are.
if [ "$(stat -c %U "$option_folder")" = root ]; then chown "$option_user:$option_user" "$option_folder"; fi
put_files

run_service vllm_model_server /etc/systemd/system/vllm_model_server.service /etc/vllm/hf-token.env \
  /etc/vllm/api-key.env /usr/local/share/phoenix/vllm.txt
