# Prints the facts of comfyui as key=value lines. Changes nothing, and needs no network.
package_fact git python3-venv
read_source /opt/comfyui/source comfyui-source
printf 'source=%s\n' "$state"
python_fact comfyui /opt/comfyui torch torchvision comfyui-frontend-package
python_version comfyui /opt/comfyui nvidia-cuda-runtime-cu12
printf 'cuda=%s\n' "${version%.*}"
data=$(sed -n 's/^WorkingDirectory=//p' /etc/systemd/system/comfyui.service 2>/dev/null)
printf 'data=%s\n' "$(stat -c '%U:%G' "${data:-/nonexistent}/models" 2>/dev/null || printf 'missing')"
service_fact comfyui /etc/systemd/system/comfyui.service /usr/local/share/phoenix/comfyui.txt
