# Another one after each start of the node.
print_boot() {
  section boot-id
  cat /proc/sys/kernel/random/boot_id
}
