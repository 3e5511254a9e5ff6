# The units that systemd has in memory, and whether those that are named are enabled, for each of which it goes through
# all of its folders.
print_units() {
  section units
  systemctl list-units --plain --no-legend --no-pager --type=service,socket,timer,path,mount,target |
    awk '{ print $1, $3 }'
  # A name may hold what systemd escapes, and these are patterns.
  systemctl list-unit-files --plain --no-legend --no-pager -- "${@//\\/\\\\}" |
    while read -r unit state _; do
      section "unit $unit"
      printf '%s\n' "$state"
    done
}
