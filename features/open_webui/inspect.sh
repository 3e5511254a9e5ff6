# Prints the facts of open_webui as key=value lines. Changes nothing, and needs no network.
secret_fact session /etc/phoenix/open_webui/secret
container_facts /etc/phoenix/open_webui open-webui
