# Pushes the archive on its standard input to the registry in the guest, as an image as n8n's own is, and another one of the
# same. Prints the names of both, with their digests.
# usage: bash -c "$(cat this)" push NAME VERSION
set -euo pipefail

# pushed TAG: leaves it in the registry alone.
pushed() {
  docker push -q "$1" >&2
  docker inspect --format '{{index .RepoDigests 0}}' "$1" | sed "s|^[^@]*|$1|"
}

docker import --change 'ENTRYPOINT ["tini", "--", "/opt/n8n/node_modules/.bin/n8n"]' --change 'USER node' \
  --change 'WORKDIR /home/node' --change 'ENV NODE_ENV=production' --change 'EXPOSE 5678' - "$1:$2" >&2
container=$(docker create "$1:$2")
docker commit --change 'LABEL org.opencontainers.image.version=next' "$container" "$1:next" >&2
docker rm "$container" >&2
pushed "$1:$2"
pushed "$1:next"
docker rmi "$1:$2" "$1:next" >&2
