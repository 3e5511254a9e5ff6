# Installs ComfyUI at one commit, with its packages in a virtual environment, and has it run with what its unit says. Safe to
# run again, and to cut anywhere.
set -euo pipefail

install_packages ca-certificates curl git python3-venv
id -u comfyui >/dev/null 2>&1 || useradd --system --user-group --home-dir /srv/comfyui --shell /usr/sbin/nologin comfyui
make_data comfyui:comfyui "$option_data" "$option_data/models" "$option_data/custom_nodes" "$option_data/input" \
  "$option_data/output" "$option_data/temp" "$option_data/user"
put_files
install_python comfyui /opt/comfyui /usr/local/share/phoenix/comfyui.txt "$url_pypi"

# A commit's id is made of everything that it holds, and git looks at what it gets.
commit=3086026401180c9216bcb6ace442a4e3587d2c66
source=/opt/comfyui/source
read_source "$source" comfyui-source
if [ "$state" != "$commit" ]; then
  begin comfyui-source
  rm -rf "$source"
  git init -q "$source"
  git -C "$source" fetch -q --depth 1 "$url_source" "$commit"
  git -C "$source" checkout -q --detach FETCH_HEAD
  finish comfyui-source
  read_source "$source" comfyui-source
  if [ "$state" != "$commit" ]; then
    printf 'The source of ComfyUI is %s, expected is the commit %s.\n' "$state" "$commit" >&2
    exit 1
  fi
  changed=yes
fi

run_service comfyui /etc/systemd/system/comfyui.service /usr/local/share/phoenix/comfyui.txt

address=$option_ip
if [ "$address" = 0.0.0.0 ]; then address=127.0.0.1; fi
for ((attempt = 0; attempt < 90; attempt++)); do
  if curl -fsS -m 5 -o /dev/null "http://$address:$option_port/system_stats" 2>/dev/null; then exit 0; fi
  sleep 2
done
printf 'ComfyUI does not answer at http://%s:%s/system_stats. Its journal ends:\n' "$address" "$option_port" >&2
journalctl -u comfyui -n 20 -o cat --no-pager >&2
exit 1
