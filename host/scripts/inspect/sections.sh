# What all functions call. A section begins with a line "MARK NAME" and ends with the newline that stands before the next
# one. MARK is a random word of the caller's, so that no file on the node can forge a section.
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
