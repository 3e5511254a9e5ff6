# Pools with their properties, disks and health.
print_pools() {
  section zpool-list
  zpool list -Hp -o name,size,allocated,health
  section zpool-get
  zpool get -Hp all
  section zpool-status
  zpool status -P 2>/dev/null
}
