# What install scripts of all features may call, beside facts.sh.

# Whether a file of the feature was written by this run.
changed=no

# put_file PATH OWNER MODE: what put_files calls for each of the feature's files. Writes what comes in base64, whole or not at all, and only where it differs.
put_file() {
  if [ -d "$1" ]; then
    printf '%s is a folder\n' "$1" >&2
    exit 1
  fi
  new=$1.phoenix-new
  mkdir -p "$(dirname "$1")"
  base64 -d >"$new"
  chown "$2" "$new"
  chmod "$3" "$new"
  if [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$new" "$1"; then
    rm -f "$new"
    chown "$2" "$1"
    chmod "$3" "$1"
  else
    mv -f "$new" "$1"
    changed=yes
  fi
}

# install_packages PACKAGE…: installs those that are missing, whatever a cut run has left.
install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  dpkg --configure -a
  missing=()
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 update -q
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends \
    -o Dpkg::Options::=--force-confold "${missing[@]}"
}

# run_service UNIT [FILE…]: has it start with the guest, run, and know what its files say.
run_service() {
  unit=$1
  shift
  systemctl is-enabled -q "$unit" || systemctl enable "$unit"
  # A clock of seconds does not tell which came first of what happens within one.
  if ! systemctl is-active -q "$unit" || [ "$changed" = yes ] || is_stale "$unit" "$@"; then
    systemctl restart "$unit"
  fi
}
