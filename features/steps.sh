# What install scripts of all features may call, beside facts.sh.

# Whether a file of the feature was written by this run.
changed=no

# put_file PATH OWNER MODE: what put_files calls for each of the feature's files, secrets among them. Writes what comes in base64, whole or not at all, and only where it differs.
put_file() {
  if [ -d "$1" ]; then
    printf '%s is a folder\n' "$1" >&2
    exit 1
  fi
  new=$1.phoenix-new
  mkdir -p "$(dirname "$1")"
  (umask 077 && base64 -d >"$new")
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

# drop_file PATH: what put_files calls for the files that the feature has in other guests.
drop_file() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  # A run that is cut off before the service is restarted is followed by one that knows.
  mkdir -p "$dropped"
  touch "$dropped/${1//\//_}"
  rm -f "$1"
  changed=yes
}

# end_dpkg: ends what a cut run of dpkg has begun. What was cut while it was unpacked can be neither configured nor installed
# by apt-get, which only installs it anew when told so.
end_dpkg() {
  configured=yes
  said=$(dpkg --configure -a 2>&1) || configured=no
  printf '%s\n' "$said"
  # What somebody else unpacks just now looks torn as well.
  case $said in *'locked by another process'*) exit 1 ;; esac
  torn=$(dpkg-query -W -f='${db:Status-Want} ${db:Status-Eflag} ${binary:Package}\n' | sed -nE 's/^(install|hold) reinstreq //p')
  if [ -z "$torn" ]; then
    [ "$configured" = yes ] || exit 1
    return 0
  fi
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 update -q
  # shellcheck disable=SC2086 # names without spaces
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends --reinstall \
    --allow-change-held-packages -o Dpkg::Options::=--force-confold $torn
}

# install_packages PACKAGE[=VERSION]…: installs those that are missing or have another version, whatever a cut run has
# left. A version may end with an asterisk, which stands for the rest of it.
install_packages() {
  # needrestart would restart, at the end of an installation, the guest agent that this script may be run by.
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  end_dpkg
  missing=()
  for package in "$@"; do
    version='*'
    case $package in *=*) version=${package#*=} ;; esac
    status=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "${package%%=*}" 2>/dev/null || true)
    # shellcheck disable=SC2254 # the asterisk is a pattern's
    case $status in
      "installed "$version) ;;
      *) missing+=("$package") ;;
    esac
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 update -q
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends \
    --allow-downgrades --allow-change-held-packages -o Dpkg::Options::=--force-confold "${missing[@]}"
}

# remove_packages PACKAGE…: removes those that are installed; their configuration and data stay.
remove_packages() {
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  end_dpkg
  present=()
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" != installed ] || present+=("$package")
  done
  [ "${#present[@]}" -gt 0 ] || return 0
  apt-get -o DPkg::Lock::Timeout=120 remove -q -y "${present[@]}"
}

# fetch URL SHA256 [FILE]: downloads a file whole or not at all, unless it is there already, and leaves its path in $fetched:
# FILE, or one in the cache. Without a SHA-256 nothing is checked but the server's certificate. Needs the packages curl and ca-certificates.
fetch() {
  fetched=${3:-/var/cache/phoenix/${1##*/}}
  if [ -n "$2" ] && [ -f "$fetched" ] && [ "$(sum_of "$fetched")" = "$2" ]; then return 0; fi
  mkdir -p "$(dirname "$fetched")"
  # What fills a disk is not left there.
  curl -fsSL --retry 3 --connect-timeout 30 -o "$fetched.part" "$1" || {
    code=$?
    rm -f "$fetched.part"
    exit "$code"
  }
  if [ -n "$2" ] && [ "$(sum_of "$fetched.part")" != "$2" ]; then
    printf 'The SHA-256 of %s is %s, expected is %s. It was thrown away.\n' "$1" "$(sum_of "$fetched.part")" "$2" >&2
    rm -f "$fetched.part"
    exit 1
  fi
  mv -f "$fetched.part" "$fetched"
}

sum_of() {
  sum=$(sha256sum <"$1")
  printf '%s' "${sum%% *}"
}

# begin NAME, finish NAME: what stands between them counts as not done (is_begun) until both have run.
begin() {
  mkdir -p /var/lib/phoenix
  : >"/var/lib/phoenix/$1.begun"
}

finish() {
  rm -f "/var/lib/phoenix/$1.begun"
}

# install_python NAME FOLDER REQUIREMENTS INDEX: has a virtual environment hold what a file of requirements with checksums
# says. One whose installation was cut off is made anew.
install_python() {
  if is_begun "$1"; then rm -rf "$2"; fi
  begin "$1"
  [ -x "$2/bin/pip" ] || python3 -m venv --clear "$2"
  export PIP_NO_INPUT=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
  "$2/bin/pip" install -q --no-deps --only-binary=:all: --require-hashes --index-url="$4" -r "$3"
  finish "$1"
}

# build_python NAME FOLDER REQUIREMENTS INDEX: builds what a file of requirements with checksums says from its sources, with the
# tools of the virtual environment itself.
build_python() {
  begin "$1"
  export PIP_NO_INPUT=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
  PATH=$2/bin:$PATH "$2/bin/pip" install -q --no-deps --no-binary=:all: --no-build-isolation --force-reinstall \
    --require-hashes --index-url="$4" --requirement="$3"
  finish "$1"
}

# run_service UNIT [FILE…]: has it start with the guest, run, and know what its files say.
run_service() {
  unit=$1
  shift
  read_unit "$unit"
  if [ "$enabled" = masked ]; then
    printf 'somebody has masked %s; "systemctl unmask %s" lets it be started again\n' "$unit" "$unit" >&2
    exit 1
  fi
  systemctl is-enabled -q "$unit" || systemctl enable "$unit"
  # A clock of seconds does not tell which came first of what happens within one.
  if ! systemctl is-active -q "$unit" || [ "$changed" = yes ] || is_stale "$unit" "$@"; then
    systemctl daemon-reload
    # One that has failed too often would not be started.
    systemctl reset-failed "$unit" 2>/dev/null || true
    systemctl restart "$unit"
  fi
}

# run_containers FOLDER CONTAINER…: has the containers of FOLDER/compose.json run as the folder's files say. One that stems
# from other files is made anew; what it keeps in the guest's folders stays.
run_containers() {
  folder=$1
  shift
  sum_folder "$folder"
  due=no
  for container in "$@"; do
    read_container "$container"
    if [ "$state" != running ] || [ "$label" != "$sum" ]; then due=yes; fi
    # Compose takes neither for something to be mended. A container of the same name that is none of ours it refuses.
    case $label:$state in
      :*) ;;
      *:paused) docker unpause "$container" ;;
      *:unhealthy) docker restart "$container" ;;
    esac
  done
  [ "$due" = yes ] || return 0
  export PHOENIX_CONFIGURATION=$sum
  docker compose -f "$folder/compose.json" up -d --wait --wait-timeout 900 --remove-orphans
}

# make_data USER:GROUP FOLDER…: has folders for data, which belong to those names or numbers. What is in them keeps its owners: it
# may be somebody else's.
make_data() {
  owner=$1
  shift
  for folder in "$@"; do
    mkdir -p "$folder"
    case " $(stat -c '%u:%g %U:%G' "$folder") " in
      *" $owner "*) ;;
      *) chown "$owner" "$folder" ;;
    esac
  done
}

# make_key FILE USER:GROUP [PREFIX]: has a random text, after what PREFIX says, in a file that only they read; it is made once,
# and never leaves the guest.
make_key() {
  if [ ! -s "$1" ]; then
    mkdir -p "$(dirname "$1")"
    rm -f "$1.phoenix-new"
    (umask 077 && : >"$1.phoenix-new")
    random=$(head -c 32 /dev/urandom | sha256sum)
    # Some take the file's whole content, a line's end included.
    printf '%s' "${3:-}${random%% *}" >"$1.phoenix-new"
    mv -f "$1.phoenix-new" "$1"
  fi
  chown "$2" "$1"
  chmod 0400 "$1"
}
