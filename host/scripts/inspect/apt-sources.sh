# The archives that apt reads.
print_apt_sources() {
  section codename
  (. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")
  print_files /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources
}
