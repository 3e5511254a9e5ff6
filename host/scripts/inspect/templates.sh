# OS templates and images of every storage that is a folder of the node; a server that is gone would hold ls up for ever.
print_templates() {
  awk '/^[a-z]+:/ { type = $1 } $1 == "path" && type ~ /^(dir|nfs|cifs):$/ { print $2 }' /etc/pve/storage.cfg |
    while read -r path; do
      section "templates $path"
      timeout 5 ls -1 "$path/template/cache" 2>/dev/null
      section "images $path"
      timeout 5 ls -1 "$path/import" 2>/dev/null
    done
}
