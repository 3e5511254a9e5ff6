# Downloads a release of NVIDIA's driver and installs it.
# usage: bash -c "$(this file)" nvidia-install URL SHA256 OPTION…   with SHA256 empty where none is known
set -eu
url=$1
sha256=$2
shift 2
# /tmp may be in memory, and the archive unpacks to more than a gigabyte.
folder=$(mktemp -d /var/tmp/phoenix-nvidia.XXXXXXXXXX)
trap 'rm -rf "$folder"' EXIT
file=$folder/nvidia.run
wget -nv --tries=3 --timeout=60 -O "$file" "$url"
if [ -n "$sha256" ]; then
  sum=$(sha256sum < "$file")
  if [ "${sum%% *}" != "$sha256" ]; then
    echo "The SHA-256 of $url is ${sum%% *}, declared is $sha256. Nothing was installed." >&2
    exit 1
  fi
fi
sh "$file" --check > /dev/null
TMPDIR=$folder sh "$file" "$@"
