# Does with n8n, over its own API, what its first user does: makes the owner, a credential, and a workflow that answers at
# /webhook/kept whoever knows the credential.
# usage: bash -s PORT
set -euo pipefail
base=http://localhost:$1
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT

# ask METHOD PATH JSON [FIELD]: prints a field of the answer.
ask() {
  curl -sSf -b "$cookies" -c "$cookies" -H 'Content-Type: application/json' -X "$1" -d "$3" "$base$2" |
    jq -er "${4:-.data.id}"
}

# It says that it is well before it knows its own pages.
for _ in {1..120}; do
  if curl -sf "$base/rest/settings" | jq -e .data >/dev/null 2>&1; then break; fi
  sleep 1
done
ask POST /rest/owner/setup \
  '{"email":"owner@example.org","firstName":"First","lastName":"Owner","password":"Not-a-real-1"}'
credential=$(ask POST /rest/credentials \
  '{"name":"door","type":"httpBasicAuth","data":{"user":"visitor","password":"open-sesame"}}')
workflow=$(jq -nc --arg credential "$credential" '{
  name: "kept", active: false, settings: {}, connections: {},
  nodes: [{
    id: "1", name: "Door", type: "n8n-nodes-base.webhook", typeVersion: 2, position: [0, 0], webhookId: "kept",
    credentials: { httpBasicAuth: { id: $credential, name: "door" } },
    parameters: { path: "kept", authentication: "basicAuth", options: { responseData: "still here" } }
  }]
}')
read -r id version < <(ask POST /rest/workflows "$workflow" '"\(.data.id) \(.data.versionId)"')
ask PATCH "/rest/workflows/$id" "{\"active\":true,\"versionId\":\"$version\"}" .data.active
