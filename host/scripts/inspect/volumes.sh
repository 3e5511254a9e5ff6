# A volume's name is used again, its guid is not.
print_volumes() {
  section volumes
  zfs list -Hp -o name,guid -t filesystem,volume 2>/dev/null
}
