# Prints the facts of ollama as key=value lines. Changes nothing, and needs no network.
# A server of another release is told first; what counts is what is installed.
version=$(/usr/local/bin/ollama --version 2>/dev/null | sed -n 's/.*version is //p' | tail -n 1)
if is_begun ollama; then version=unfinished; fi
printf 'version=%s\n' "${version:-missing}"
service_fact ollama /etc/systemd/system/ollama.service /usr/local/bin/ollama
