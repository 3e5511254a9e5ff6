# Whether AppArmor is there, which profiles the kernel has, and which file defines which: a heading stands at the
# beginning of a line.
print_apparmor() {
  section apparmor
  printf '%s\n' "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)"
  command -v apparmor_parser
  section apparmor-loaded
  cat /sys/kernel/security/apparmor/profiles 2>/dev/null
  section apparmor-files
  grep -E '^profile[[:space:]]' /dev/null /etc/apparmor.d/* /etc/apparmor.d/lxc/* 2>/dev/null
}
