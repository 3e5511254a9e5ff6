# What is printed between marks, which the caller makes up.
section() {
  printf '\n%s %s\n' "$mark" "$1"
}

print_files() {
  for file in "$@"; do
    [ -f "$file" ] || continue
    section "file $file"
    cat "$file"
  done
}
