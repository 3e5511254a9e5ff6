# All packages that dpkg knows.
print_packages() {
  section packages
  dpkg-query -W -f '${Package} ${db:Status-Status} ${Version}\n' 2>/dev/null
}
