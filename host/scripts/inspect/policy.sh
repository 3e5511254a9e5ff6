# Of a file in /etc/apparmor.d: what a start of the node does with it, the sum of what the kernel was given as the
# profile of the same name, and the sum of what the file makes now. A file is compiled profile by profile, and the
# kernel may have got more than one at once: of as many bytes as it got.
print_policy() {
  name=${1##*/}
  boot=loaded
  [ -L "/etc/apparmor.d/force-complain/$name" ] && boot=complain
  [ -L "/etc/apparmor.d/disable/$name" ] && boot=disabled
  given=-
  made=-
  for folder in /sys/kernel/security/apparmor/policy/profiles/"$name".*; do
    [ -r "$folder/name" ] && read -r shown < "$folder/name" && [ "$shown" = "$name" ] || continue
    # sha1 before Linux 6.8.
    for sum in sha256 sha1; do
      [ -r "$folder/raw_$sum" ] || continue
      read -r given < "$folder/raw_$sum"
      made=$(apparmor_parser -QTKS "$1" 2>/dev/null | head -c "$(stat -Lc %s "$folder/raw_data")" | "${sum}sum")
      break
    done
  done
  printf 'policy %s %s %s\n' "$boot" "$given" "${made%% *}"
}
