# Tells what testparm says of smb.conf with another file of ours in it; changes neither.
# usage: bash -c "$(this file)" samba-candidate < content of our file
set -u
folder=$(mktemp -d -t phoenix.XXXXXXXXXX) || exit 1
trap 'rm -rf "$folder"' EXIT
cat >"$folder/phoenix.conf"
grep -vi '^[[:space:]]*include[[:space:]]*=[[:space:]]*/etc/samba/phoenix\.conf[[:space:]]*$' /etc/samba/smb.conf \
  >"$folder/smb.conf" 2>/dev/null
printf '\ninclude = %s\n' "$folder/phoenix.conf" >>"$folder/smb.conf"
testparm -s -v "$folder/smb.conf" >"$folder/stdout" 2>"$folder/stderr"
printf '%s\n' "$?"
cat "$folder/stderr"
printf '# Global parameters\n'
cat "$folder/stdout"
