# Installs a release of Ollama, and has it run with what its unit says. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages ca-certificates curl
id -u ollama >/dev/null 2>&1 || useradd --system --user-group --home-dir /usr/share/ollama --shell /usr/sbin/nologin ollama
mkdir -p /usr/share/ollama
if [ "$option_models" = /usr/share/ollama/models ]; then mkdir -p "$option_models"; fi
chown -R "$option_user:$option_user" /usr/share/ollama
put_files

version=$(/usr/local/bin/ollama --version 2>/dev/null | sed -n 's/.*version is //p' | tail -n 1 || true)
if [ "$version" != "$option_version" ] || is_begun ollama; then
  fetch "$url_archive" "$sha256_archive"
  begin ollama
  rm -rf /usr/local/lib/ollama
  # With today's date, so that a service that still runs the release before is told from its file.
  tar -x -z -m -p -f "$fetched" -C /usr/local
  finish ollama
  rm -f "$fetched"
  changed=yes
fi

run_service ollama /etc/systemd/system/ollama.service /usr/local/bin/ollama
