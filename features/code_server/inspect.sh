# Prints the facts of code_server as key=value lines. Changes nothing, and needs no network.
version=$(sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' /opt/code-server/package.json 2>/dev/null | head -n 1)
if is_begun code_server; then version=unfinished; fi
printf 'version=%s\n' "${version:-missing}"
key_fact password /etc/code-server/password
service_fact code-server /etc/systemd/system/code-server.service /etc/code-server/password \
  /etc/code-server/password.env /opt/code-server/package.json
