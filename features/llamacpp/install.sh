# Builds llama.cpp's server into a virtual environment, and has it run with what its unit says. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages ca-certificates curl g++ libc6-dev python3-dev python3-venv
id -u llamacpp >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin llamacpp
put_files
install_python llamacpp /opt/llamacpp /usr/local/share/phoenix/llamacpp.txt "$url_pypi"

backend=cpu
for library in /opt/llamacpp/lib/python3*/site-packages/llama_cpp/lib/libggml-cuda.so; do
  if [ -e "$library" ]; then backend=cuda; fi
done
wanted=cpu
if [ "$gpus" -gt 0 ]; then wanted=cuda; fi
python_version llamacpp-build /opt/llamacpp llama-cpp-python
if [ "$version" != 0.3.16 ] || [ "$backend" != "$wanted" ]; then
  if [ "$wanted" = cuda ] && [ ! -x /usr/local/cuda/bin/nvcc ]; then
    printf 'There is no /usr/local/cuda/bin/nvcc: the feature nvidia has to come before llamacpp.\n' >&2
    exit 1
  fi
  if [ "$wanted" = cuda ]; then
    export CUDACXX=/usr/local/cuda/bin/nvcc CMAKE_ARGS=-DGGML_CUDA=on
  else
    export CMAKE_ARGS=-DGGML_CUDA=off
  fi
  build_python llamacpp-build /opt/llamacpp /usr/local/share/phoenix/llamacpp-source.txt "$url_pypi"
  changed=yes
fi

# A model may be there already. Of one whose checksum is known the file is looked at once, and its size and date afterwards.
record=/var/lib/phoenix/llamacpp.model
if [ -z "$sha256_model" ]; then
  rm -f "$record"
elif [ ! -s "$option_model" ] || [ "$(cat "$record" 2>/dev/null)" != "$sha256_model $(stat -c '%s %Y' "$option_model")" ]; then
  if [ ! -s "$option_model" ] || [ "$(sum_of "$option_model")" != "$sha256_model" ]; then
    if [ -z "$url_model" ]; then
      printf 'The model %s is not the one that model_sha256 says, and no model_url is declared.\n' "$option_model" >&2
      exit 1
    fi
    # A model is large: it is loaded where it is to stay, which may be the only place that has room for it.
    mkdir -p "$(dirname "$option_model")"
    fetch "$url_model" "$sha256_model" "$option_model"
    changed=yes
  fi
  mkdir -p "$(dirname "$record")"
  printf '%s %s\n' "$sha256_model" "$(stat -c '%s %Y' "$option_model")" >"$record.phoenix-new"
  mv -f "$record.phoenix-new" "$record"
fi
if [ ! -s "$option_model" ]; then
  printf 'There is no model %s: put one there, or declare its model_url and model_sha256.\n' "$option_model" >&2
  exit 1
fi

run_service llamacpp /etc/systemd/system/llamacpp.service /usr/local/share/phoenix/llamacpp.txt \
  /usr/local/share/phoenix/llamacpp-source.txt
