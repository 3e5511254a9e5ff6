# systemctl asks systemd once for all units, however many there are; what runs is in memory, what is enabled in files.
print_units() {
  section unit-files
  systemctl list-unit-files --plain --no-legend --no-pager | awk '{ print $1, $2 }'
  section units
  systemctl list-units --plain --no-legend --no-pager --type=service,socket,timer,path,mount,target |
    awk '{ print $1, $3 }'
}
