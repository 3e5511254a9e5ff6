# Guards a change of the network: unless it is confirmed in time, the node itself takes it back.
# usage: bash -s -- arm SECONDS SHA256 < this file     before the change; SHA256 is that of what will be in force
#        bash -s -- confirm < this file                keeps the change; 3 where it was taken back already
#        bash -s -- rollback < this file               takes it back now
#        bash -s -- disarm < this file                 nothing was changed after all
#        bash -s -- outcome < this file                prints "rolled back", or "not in force" for another file
set -u
folder=/var/lib/phoenix/network
unit=phoenix-network-rollback
file=/etc/network/interfaces

sum() {
  sha256sum < "$1" | cut -d ' ' -f 1
}

arm() {
  next=$file.new
  [ -e "$next" ] || next=$file
  if [ "$(sum "$next")" != "$2" ]; then
    echo "somebody else has changed $next meanwhile" >&2
    exit 4
  fi
  rm -rf "$folder" && mkdir -p "$folder" && chmod 700 "$folder" && cp -p "$file" "$folder/interfaces" || exit 1
  printf '%s\n' "$2" > "$folder/applied"
  # It runs when nobody can reach the node. A file that is not the applied one is somebody else's, and stays.
  cat > "$folder/rollback" <<'END' || exit 1
cd /var/lib/phoenix/network || exit
[ "$(sha256sum < /etc/network/interfaces | cut -d ' ' -f 1)" = "$(cat applied)" ] || exit 0
touch rolled-back
cp -p interfaces /etc/network/interfaces.phoenix && mv -f /etc/network/interfaces.phoenix /etc/network/interfaces
ifreload -a
END
  sync
  systemd-run --quiet --collect --unit="$unit" --on-active="${1}s" --timer-property=AccuracySec=100ms \
    --description="Take back a change of the network that Phoenix has not confirmed" /bin/bash "$folder/rollback"
}

was_rolled_back() {
  [ -e "$folder/rolled-back" ]
}

case $1 in
arm) arm "$2" "$3" ;;
confirm)
  systemctl stop "$unit.timer" 2>/dev/null
  if was_rolled_back; then exit 3; fi
  if [ -e "$folder/applied" ] && [ "$(sum "$file")" != "$(cat "$folder/applied")" ]; then exit 3; fi
  rm -rf "$folder"
  ;;
rollback)
  systemctl stop "$unit.timer" 2>/dev/null
  bash "$folder/rollback"
  ;;
disarm)
  systemctl stop "$unit.timer" 2>/dev/null
  rm -rf "$folder"
  ;;
outcome)
  if was_rolled_back; then
    echo "rolled back"
  elif [ -e "$folder/applied" ] && [ "$(sum "$file")" != "$(cat "$folder/applied")" ]; then
    echo "not in force"
  fi
  ;;
esac
