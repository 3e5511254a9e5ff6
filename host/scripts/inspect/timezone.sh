print_timezone() {
  section timezone
  printf '%s\n' "$(readlink /etc/localtime)"
  printf '%s\n' "$(cat /etc/timezone 2>/dev/null)"
}
