print_hostname() {
  section hostname
  hostname
  section addresses
  hostname -I
  print_files /etc/hostname /etc/hosts
}
