# Replaces the raw lxc.* lines of a container's current configuration; everything else stays as it is.
# usage: bash -s -- CONFIG [LINE…]
set -euo pipefail
config=$1
shift
new=$config.phoenix
{
  awk '/^\[/ { exit } !/^lxc\./ { print }' "$config" | sed '$ { /^$/d }'
  for line in "$@"; do
    printf '%s\n' "$line"
  done
  awk '/^\[/ && !inside { inside = 1; print "" } inside { print }' "$config"
} >"$new"
mv "$new" "$config"
