# Prints the facts of open_webui as key=value lines. Changes nothing, and needs no network.
key_fact session_key /etc/phoenix/open_webui/secret
container_facts /etc/phoenix/open_webui open-webui
