# Guests' volumes are their containers' business; a node has many, and each has some seventy properties.
print_datasets() {
  section zfs-get
  zfs list -H -o name -t filesystem,volume 2>/dev/null |
    grep -vE '/(subvol|basevol|vm|base)-[0-9]+-' |
    xargs -r -d '\n' zfs get -Hp -o name,property,value,source all
}
