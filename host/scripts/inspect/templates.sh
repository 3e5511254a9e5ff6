print_templates() {
  awk '/^[a-z]+:/ { type = $1 } $1 == "path" && type == "dir:" { print $2 }' /etc/pve/storage.cfg |
    while read -r path; do
      section "templates $path"
      ls -1 "$path/template/cache" 2>/dev/null
    done
}
