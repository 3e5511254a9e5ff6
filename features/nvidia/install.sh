# Installs NVIDIA's driver without kernel modules, and the CUDA toolkit. Safe to run again, and to cut anywhere.
set -euo pipefail

put_files
[ "$gpus" -gt 0 ] || exit 0
install_packages ca-certificates curl kmod

library=$(readlink /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1 || true)
if [ "$library" != "libnvidia-ml.so.$option_driver_version" ] || is_begun nvidia || ! command -v nvidia-smi >/dev/null; then
  fetch "$url_runfile" "$sha256_runfile"
  begin nvidia
  # /tmp may be in memory, and the archive unpacks to more than a gigabyte.
  export TMPDIR=/var/tmp
  sh "$fetched" --check >/dev/null
  # The option has this name in the releases since 560.
  modules=--no-kernel-modules
  [ "${option_driver_version%%.*}" -ge 560 ] || modules=--no-kernel-module
  sh "$fetched" --silent "$modules" --no-x-check --no-nouveau-check --no-nvidia-modprobe \
    --no-opengl-files --no-install-compat32-libs --no-check-for-alternate-installs
  finish nvidia
  rm -f "$fetched"
fi

install_packages "cuda-toolkit-${option_cuda_version/./-}"
