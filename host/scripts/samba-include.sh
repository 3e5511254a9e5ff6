# Has smb.conf include our file, as its last line, or not at all; every other line stays as it is.
# usage: bash -c "$(this file)" samba-include include|leave
set -eu
file=/etc/samba/smb.conf
[ -e "$file" ] || : >"$file"
file=$(readlink -f "$file")
temporary=$(mktemp -p "$(dirname "$file")" .phoenix.XXXXXXXXXX)
trap 'rm -f "$temporary"' EXIT
cp -p "$file" "$temporary"
grep -vi '^[[:space:]]*include[[:space:]]*=[[:space:]]*/etc/samba/phoenix\.conf[[:space:]]*$' "$file" >"$temporary" || :
if [ "$1" = include ]; then
  # A backslash at the end of a line takes the next one in.
  case $(tail -n 1 "$temporary") in *\\) printf '\n' >>"$temporary" ;; esac
  printf 'include = /etc/samba/phoenix.conf\n' >>"$temporary"
fi
sync "$temporary"
mv -f "$temporary" "$file"
