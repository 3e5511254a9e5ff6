# Prints the facts of n8n as key=value lines. Changes nothing, and needs no network.
container_facts /etc/phoenix/n8n n8n
