# Prints the facts of vllm_server as key=value lines. Changes nothing, and needs no network.
package_fact curl
service_fact vllm_model_server /etc/systemd/system/vllm_model_server.service /etc/vllm/hf-token.env \
  /etc/vllm/api-key.env /usr/local/share/phoenix/vllm.txt
