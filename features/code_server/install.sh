# Installs a release of code-server, and has it run with what its unit says. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages ca-certificates curl git
id -u coder >/dev/null 2>&1 || useradd --system --user-group --home-dir "$option_folder" --shell /bin/bash coder
make_data coder:coder "$option_folder"
put_files

version=$(sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' /opt/code-server/package.json 2>/dev/null | head -n 1 || true)
if [ "$version" != "$option_version" ] || is_begun code_server; then
  fetch "$url_archive" "$sha256_archive"
  begin code_server
  rm -rf /opt/code-server
  mkdir -p /opt/code-server
  # With today's date, so that a service that still runs the release before is told from its file.
  tar -x -z -m --strip-components=1 -f "$fetched" -C /opt/code-server
  chown -R root:root /opt/code-server
  finish code_server
  rm -f "$fetched"
  changed=yes
fi

make_key /etc/code-server/password root:root PASSWORD=
run_service code-server /etc/systemd/system/code-server.service /etc/code-server/password \
  /etc/code-server/password.env /opt/code-server/package.json
