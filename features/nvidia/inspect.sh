# Prints the facts of nvidia as key=value lines. Changes nothing, and needs no network.
library=$(readlink /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1)
case $library in
  libnvidia-ml.so.*) driver=${library#libnvidia-ml.so.} ;;
  *) driver=missing ;;
esac
if is_begun nvidia; then driver=unfinished; fi
printf 'driver.installed=%s\n' "$driver"
printf 'driver.node=%s\n' "$(sed -n 's/^NVRM .*Kernel Module.*  \([0-9.]*\)  .*/\1/p' /proc/driver/nvidia/version 2>/dev/null)"
printf 'gpus=%s\n' "$(nvidia-smi -L 2>/dev/null | grep -c '^GPU ')"
printf 'cuda=%s\n' "$(/usr/local/cuda/bin/nvcc --version 2>/dev/null | sed -n 's/.* release \([0-9.]*\),.*/\1/p')"
