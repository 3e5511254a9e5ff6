# What the features of running guests say, of all guests or of those that are named. All features of a guest are asked
# in one command. What follows a line "@feature NAME" is the guest's own word. A machine's agent takes two seconds to
# answer, so that all machines are asked at once, and while containers are; one that does not answer has no section.
print_facts() {
  asked=()
  for vmid in $(running_machines | sort -un); do
    choose_features "/etc/pve/nodes/$node/qemu-server/$vmid.conf" "$@" || continue
    exec {answer}< <(features_script | ask_machine "$vmid" 20)
    asked+=("$vmid:$answer")
  done
  running_guests | sort -un | while read -r vmid; do
    choose_features "/etc/pve/nodes/$node/lxc/$vmid.conf" "$@" || continue
    section "facts $vmid"
    features_script | timeout 20 lxc-attach -n "$vmid" --clear-env -- /bin/bash -s
  done
  for each in "${asked[@]}"; do
    answer=${each#*:}
    said=$(cat <&"$answer")
    exec {answer}<&-
    [ -n "$said" ] || continue
    section "facts ${each%%:*}"
    printf '%s\n' "$said"
  done
}

# choose_features FILE [VMID]…: leaves in $names what the guest of the file, $vmid, is asked for; false where that is nothing.
choose_features() {
  config=$1
  shift
  [ "$#" -eq 0 ] || [[ " $* " == *" $vmid "* ]] || return 1
  [ -f "$config" ] || return 1
  names=()
  for feature in $(sed -n 's/^#verified //p; /^\[/q' "$config"); do
    name=${feature%%=*}
    # All stacks are one question.
    name=${name%%/*}
    [[ " ${names[*]} " != *" $name "* ]] || continue
    [ "$(type -t "feature_$name")" = function ] && names+=("$name")
  done
  [ "${#names[@]}" -gt 0 ]
}

features_script() {
  common_of_features
  for name in "${names[@]}"; do
    printf 'printf "\\n@feature %s\\n"\n(\n' "$name"
    "feature_$name"
    printf ')\nprintf "\\nexit=%%s\\n" "$?"\n'
  done
}
