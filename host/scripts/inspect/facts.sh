# What the features of running guests say, of all guests or of those that are named. All features of a guest are asked
# in one command. What follows a line "@feature NAME" is the guest's own word.
print_facts() {
  running_guests | sort -un | while read -r vmid; do
    [ "$#" -eq 0 ] || [[ " $* " == *" $vmid "* ]] || continue
    config=/etc/pve/nodes/$node/lxc/$vmid.conf
    [ -f "$config" ] || continue
    names=()
    for feature in $(sed -n 's/^#verified //p; /^\[/q' "$config"); do
      name=${feature%%=*}
      [ "$(type -t "feature_$name")" = function ] && names+=("$name")
    done
    [ "${#names[@]}" -gt 0 ] || continue
    section "facts $vmid"
    {
      common_of_features
      for name in "${names[@]}"; do
        printf 'printf "\\n@feature %s\\n"\n(\n' "$name"
        "feature_$name"
        printf ')\nprintf "\\nexit=%%s\\n" "$?"\n'
      done
    } | timeout 20 lxc-attach -n "$vmid" --clear-env -- /bin/bash -s
  done
}
