# Prints the processes that a profile of AppArmor, or one inside it, confines: number, guest or -, and program.
# usage: bash -s -- NAME
# A label has several profiles where they are stacked (apparmor(7)).
for process in /proc/[0-9]*; do
  [ -r "$process/attr/current" ] && read -r label < "$process/attr/current" 2>/dev/null || continue
  case "//&${label% (*}//" in *"//&$1//"*) ;; *) continue ;; esac
  read -r program < "$process/comm"
  guest=-
  while IFS= read -r line; do
    case $line in */lxc/*) guest=${line#*/lxc/} && guest=${guest%%/*} ;; esac
  done < "$process/cgroup"
  printf '%s %s %s\n' "${process#/proc/}" "$guest" "$program"
done
