# Prints the facts of portainer as key=value lines. Changes nothing, and needs no network.
key_fact admin_password /etc/phoenix/portainer/admin-password
container_facts /etc/phoenix/portainer portainer portainer_agent
