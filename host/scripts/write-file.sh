# Replaces a file as a whole: a reader sees the old one or the new one, and a failure leaves the old one.
# usage: bash -c "$(this file)" write-file PATH OWNER GROUP MODE < content
set -eu
path=$1 owner=$2 group=$3 mode=$4
if [ -d "$path" ]; then
  echo "$path is a directory" >&2
  exit 1
fi
# Programs that read all files of a folder skip names that begin with a dot or have no known ending.
temporary=$(mktemp -p "$(dirname "$path")" .phoenix.XXXXXXXXXX)
trap 'rm -f "$temporary"' EXIT
cat > "$temporary"
chown "$owner:$group" "$temporary"
chmod "$mode" "$temporary"
sync "$temporary"
mv -f "$temporary" "$path"
