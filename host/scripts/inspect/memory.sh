print_memory() {
  section memory
  sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo
}
