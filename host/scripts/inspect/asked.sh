# Prints what is asked for by name: files and folders by their absolute paths, and units.
print_asked() {
  local paths=() units=() name
  for name in "$@"; do
    case $name in /*) paths+=("$name") ;; *) units+=("$name") ;; esac
  done
  print_paths "${paths[@]}"
  print_units "${units[@]}"
}
