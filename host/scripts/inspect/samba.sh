# What smbd has, which shares are there without our file, and Samba's users. Of a user's password only a hash of
# Samba's hash is printed, with a salt that is another one at each inspection.
print_samba() {
  section samba
  printf '%s\n' "$(dpkg-query -W -f '${db:Status-Status}' samba 2>/dev/null)"
  command -v testparm >/dev/null || return 0
  our_include='^[[:space:]]*include[[:space:]]*=[[:space:]]*/etc/samba/phoenix\.conf[[:space:]]*$'
  grep -ci "$our_include" /etc/samba/smb.conf 2>/dev/null
  section samba-enabled
  systemctl is-enabled smbd.service nmbd.service 2>/dev/null
  section samba-active
  systemctl is-active smbd.service nmbd.service 2>/dev/null
  print_files /etc/samba/phoenix.conf
  section samba-live
  testparm -s -v 2>/dev/null
  section samba-foreign
  if foreign=$(grep -vi "$our_include" /etc/samba/smb.conf 2>/dev/null | testparm -s /dev/stdin 2>&1); then
    printf '0\n'
    printf '%s\n' "$foreign" | sed -n 's/^\[\(.*\)\]$/\1/p'
  else
    printf '1\n%s\n' "$foreign"
  fi
  section samba-users
  printf '%s\n' "$mark"
  pdbedit -L -w 2>/dev/null | while IFS=: read -r user uid lm hash flags rest; do
    sum=$(printf '%s' "$mark:$hash" | sha256sum)
    printf '%s:%s:%s\n' "$user" "$flags" "${sum%% *}"
  done
}
