# Makes, in a guest with Docker, a registry on its loopback with one image that stands for all others: a shell that waits.
# Prints the image's name, with the digest that the registry has given it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive http_proxy=$1
apt-get install -q -y --no-install-recommends busybox-static docker-registry >&2
cat >/etc/docker/registry/config.yml <<'END'
version: 0.1
storage: { filesystem: { rootdirectory: /var/lib/docker-registry } }
http: { addr: "127.0.0.1:5000" }
END
systemctl restart docker-registry
for _ in $(seq 50); do
  if bash -c ': </dev/tcp/127.0.0.1/5000' 2>/dev/null; then break; fi
  sleep 0.2
done
tag=localhost:5000/stand-in:1
wait='["/usr/bin/busybox", "sh", "-c", "trap \"exit 0\" TERM; while :; do /usr/bin/busybox sleep 1 & wait \\$!; done"]'
tar -c -C / usr/bin/busybox | docker import --change "ENTRYPOINT $wait" - "$tag" >&2
docker push "$tag" >&2
docker inspect --format '{{index .RepoDigests 0}}' "$tag" | sed "s|^[^@]*|$tag|"
docker rmi "$tag" >&2
