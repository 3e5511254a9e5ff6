# Has units started with the node, and keeps those running that run.
# usage: bash -c "$(this file)" enable-units UNIT…
# systemd 257 forgets that a unit runs where enabling gives it another name (Alias=) that other units know already: it
# takes the unit for stopped then, cannot start it, and breaks down where somebody kills what runs.
running=()
for unit in "$@"; do
  systemctl is-enabled --quiet "$unit" && continue
  systemctl is-active --quiet "$unit" || continue
  systemctl cat "$unit" | grep -q '^Alias=' || continue
  running+=("$unit")
done
[ "${#running[@]}" -eq 0 ] || systemctl stop "${running[@]}" || exit
systemctl enable "$@" || failed=$?
[ "${#running[@]}" -eq 0 ] || systemctl start "${running[@]}" || exit
exit "${failed:-0}"
