# Names of all files of units, the units that systemd has in memory, and whether those that are named are enabled, for
# each of which it goes through all of its folders.
print_units() {
  section unit-names
  printf '%s\n' /etc/systemd/system/*.* /run/systemd/system/*.* /usr/lib/systemd/system/*.*
  section units
  systemctl list-units --plain --no-legend --no-pager --type=service,socket,timer,path,mount,target |
    awk '{ print $1, $3 }'
  # A name may hold what systemd escapes, and these are patterns.
  [ "$#" -eq 0 ] || systemctl list-unit-files --plain --no-legend --no-pager -- "${@//\\/\\\\}" |
    while read -r unit state _; do
      section "unit $unit"
      printf '%s\n' "$state"
    done
}
