# The archives that apt reads, and all packages that dpkg knows.
print_apt() {
  section codename
  (. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")
  print_files /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources
  section packages
  dpkg-query -W -f '${Package} ${db:Status-Status} ${Version}\n' 2>/dev/null
}
