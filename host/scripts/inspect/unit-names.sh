# Paths of all files of units.
print_unit_names() {
  section unit-names
  printf '%s\n' /etc/systemd/system/*.* /run/systemd/system/*.* /usr/lib/systemd/system/*.*
}
