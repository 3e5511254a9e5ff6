# Prints the facts of finetune as key=value lines. Changes nothing, and needs no network.
package_fact python3-venv python3-dev gcc
python_fact finetune /opt/finetune torch transformers peft accelerate datasets bitsandbytes trl
python_version finetune /opt/finetune nvidia-cuda-runtime-cu12
printf 'cuda=%s\n' "${version%.*}"
data=$(sed -n 's/^export HF_HOME=//p' /etc/profile.d/phoenix-finetune.sh 2>/dev/null)
if [ -d "$data" ]; then data=${data%/huggingface}; else data=missing; fi
printf 'data=%s\n' "$data"
