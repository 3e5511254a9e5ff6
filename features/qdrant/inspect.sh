# Prints the facts of qdrant as key=value lines. Changes nothing, and needs no network.
container_facts /etc/phoenix/qdrant qdrant
