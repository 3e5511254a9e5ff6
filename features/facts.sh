# What inspect scripts and install scripts of all features may call.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# package_fact PACKAGE…: whether each is installed.
package_fact() {
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)
    printf 'package.%s=%s\n' "$package" "${status:-missing}"
  done
}

# version_fact PACKAGE…: the version of each, without its epoch and without what names the distribution.
version_fact() {
  for package in "$@"; do
    version=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "$package" 2>/dev/null)
    case $version in
      'installed '*) version=${version#installed } ;;
      *) version=missing ;;
    esac
    version=${version#*:}
    printf 'version.%s=%s\n' "$package" "${version%%\~*}"
  done
}

# file_fact PATH: the beginning of its SHA-256, its owner and its mode.
file_fact() {
  if [ -f "$1" ] && [ ! -L "$1" ]; then
    sum=$(sha256sum "$1")
    mode=$(stat -c %a "$1")
    printf 'file.%s=%s %s 0%s\n' "$1" "${sum:0:12}" "$(stat -c %U:%G "$1")" "$mode"
  else
    printf 'file.%s=missing\n' "$1"
  fi
}

# service_fact UNIT [FILE…]: whether it runs, starts with the guest, and has started since its files were written.
service_fact() {
  unit=$1
  active=$(systemctl is-active "$unit" 2>/dev/null)
  enabled=$(systemctl is-enabled "$unit" 2>/dev/null)
  printf 'service.%s.active=%s\n' "$unit" "${active:-missing}"
  printf 'service.%s.enabled=%s\n' "$unit" "${enabled:-missing}"
  shift
  [ $# -gt 0 ] || return 0
  if is_stale "$unit" "$@"; then state=stale; else state=current; fi
  printf 'service.%s.configuration=%s\n' "$unit" "$state"
}

# is_stale UNIT FILE…: true where a file was written after the unit had started.
is_stale() {
  started=$(systemctl show -p ActiveEnterTimestamp --value --timestamp=unix "$1" 2>/dev/null)
  started=${started#@}
  [ -n "$started" ] || return 1
  shift
  for file in "$@"; do
    if [ -e "$file" ] && [ "$(stat -c %Y "$file")" -gt "$started" ]; then return 0; fi
  done
  return 1
}

# is_begun NAME: true where begin NAME of steps.sh has no finish yet.
is_begun() {
  [ -e "/var/lib/phoenix/$1.begun" ]
}
