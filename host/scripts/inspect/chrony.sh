# The sources of time that files name, and those that the running chronyd has, under the names that it was given.
print_chrony() {
  print_files /etc/chrony/chrony.conf /etc/chrony/conf.d/*.conf /etc/chrony/sources.d/*.sources \
    /run/chrony-dhcp/*.sources
  section chrony-sources
  chronyc -c -N sources -a 2>/dev/null
}
