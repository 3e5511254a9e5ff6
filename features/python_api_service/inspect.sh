# Prints the facts of python_api_service as key=value lines. Changes nothing, and needs no network.
package_fact python3 python3-pip python3-venv
