# What inspect scripts and install scripts of all features may call.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# package_fact PACKAGE…: whether each is installed.
package_fact() {
  read_packages "$@"
  for package in "$@"; do
    package_record "$package"
    printf 'package.%s=%s\n' "$package" "${record%% *}"
  done
}

# version_fact PACKAGE…: the version of each, without its epoch and without what names the distribution.
version_fact() {
  read_packages "$@"
  for package in "$@"; do
    package_record "$package"
    case $record in
      'installed '*) version=${record#installed } ;;
      *) version=missing ;;
    esac
    version=${version#*:}
    printf 'version.%s=%s\n' "$package" "${version%%\~*}"
  done
}

# read_packages PACKAGE…: asks dpkg once for all of them.
read_packages() {
  packages=$(dpkg-query -W -f='${Package} ${db:Status-Status} ${Version}\n' "$@" 2>/dev/null)
  packages=$'\n'$packages$'\n'
}

# package_record PACKAGE: leaves state and version of one of them in $record.
package_record() {
  case $packages in
    *$'\n'"$1 "*) record=${packages#*$'\n'"$1 "} ;;
    *) record=missing ;;
  esac
  record=${record%%$'\n'*}
}

# file_facts PATH…: the beginning of the SHA-256 of each, its owner and its mode.
file_facts() {
  files=()
  for path in "$@"; do
    if [ -f "$path" ] && [ ! -L "$path" ]; then files+=("$path"); else printf 'file.%s=missing\n' "$path"; fi
  done
  [ "${#files[@]}" -gt 0 ] || return 0
  mapfile -t sums <<<"$(sha256sum "${files[@]}")"
  mapfile -t owners <<<"$(stat -c '%U:%G 0%a' "${files[@]}")"
  for at in "${!files[@]}"; do
    printf 'file.%s=%s %s\n' "${files[at]}" "${sums[at]:0:12}" "${owners[at]}"
  done
}

# secret_fact NAME PATH: owner and mode of a secret's file, a salt, and the SHA-256 of salt and content together. The salt is
# another one each time.
secret_fact() {
  if [ ! -f "$2" ] || [ -L "$2" ]; then
    printf 'secret.%s=missing\n' "$1"
    return 0
  fi
  salt=$(head -c 32 /dev/urandom | sha256sum)
  salt=${salt:0:32}
  sum=$({ printf '%s' "$salt"; cat "$2"; } | sha256sum)
  printf 'secret.%s=%s %s %s\n' "$1" "$(stat -c '%U:%G 0%a' "$2")" "$salt" "${sum%% *}"
}

# service_fact UNIT [FILE…]: whether it runs, starts with the guest, and has started since its files were written.
service_fact() {
  unit=$1
  shift
  read_unit "$unit"
  printf 'service.%s.active=%s\n' "$unit" "${active:-missing}"
  printf 'service.%s.enabled=%s\n' "$unit" "${enabled:-missing}"
  [ $# -gt 0 ] || return 0
  if is_newer "$@"; then state=stale; else state=current; fi
  printf 'service.%s.configuration=%s\n' "$unit" "$state"
}

# read_unit UNIT: asks systemd once for all that is told of a unit.
read_unit() {
  active='' enabled='' started=''
  while IFS='=' read -r key value; do
    case $key in
      ActiveState) active=$value ;;
      UnitFileState) enabled=$value ;;
      ActiveEnterTimestamp) started=${value#@} ;;
    esac
  done <<<"$(systemctl show -p ActiveState,UnitFileState,ActiveEnterTimestamp --timestamp=unix "$1" 2>/dev/null)"
}

# Where drop_file of steps.sh notes when it took a file away.
dropped=/var/lib/phoenix/dropped

# is_newer FILE…: true where a file was written, or taken away, after the unit that was read had started.
is_newer() {
  [ -n "$started" ] || return 1
  notes=()
  for file in "$@"; do notes+=("$dropped/${file//\//_}"); done
  for written in $(stat -c %Y "$@" "${notes[@]}" 2>/dev/null); do
    if [ "$written" -gt "$started" ]; then return 0; fi
  done
  return 1
}

# is_stale UNIT FILE…: true where a file was written after the unit had started.
is_stale() {
  read_unit "$1"
  shift
  is_newer "$@"
}

# is_begun NAME: true where begin NAME of steps.sh has no finish yet.
is_begun() {
  [ -e "/var/lib/phoenix/$1.begun" ]
}

# python_fact NAME FOLDER PACKAGE…: the version of each in a virtual environment that install_python NAME has made.
python_fact() {
  environment=$1
  folder=$2
  shift 2
  for package in "$@"; do
    python_version "$environment" "$folder" "$package"
    printf 'python.%s=%s\n' "$package" "$version"
  done
}

# python_version NAME FOLDER PACKAGE: the same of one package, in $version.
python_version() {
  version=missing
  for record in "$2"/lib/python3*/site-packages/"${3//-/_}"-*.dist-info; do
    [ -e "$record/METADATA" ] || continue
    record=${record%.dist-info}
    version=${record##*-}
  done
  if is_begun "$1"; then version=unfinished; fi
}

# read_source FOLDER NAME: leaves in $state the commit that a checkout of git is at, or what is wrong with it: missing,
# changed, or unfinished, which is what begin NAME of steps.sh without a finish means.
read_source() {
  state=$(git -C "$1" rev-parse HEAD 2>/dev/null) || state=missing
  if [ "$state" != missing ] && [ -n "$(git --no-optional-locks -C "$1" status --porcelain -uno 2>/dev/null)" ]; then
    state=changed
  fi
  if is_begun "$2"; then state=unfinished; fi
}

# container_facts FOLDER CONTAINER…: what runs of the containers that run_containers FOLDER has started.
container_facts() {
  sum_folder "$1"
  shift
  for container in "$@"; do
    read_container "$container"
    case $image:$label in
      :*) configuration=missing ;;
      *:) configuration=foreign ;;
      *":$sum") configuration=current ;;
      *) configuration=stale ;;
    esac
    printf 'container.%s.image=%s\n' "$container" "${image:-missing}"
    printf 'container.%s.state=%s\n' "$container" "${state:-missing}"
    printf 'container.%s.ports=%s\n' "$container" "${ports:-none}"
    printf 'container.%s.configuration=%s\n' "$container" "$configuration"
  done
}

# read_container CONTAINER: asks docker once for all that is told of a container; $label is what run_containers gave it.
read_container() {
  # shellcheck disable=SC2016 # the variables are the template's
  read_as='{{.Config.Image}}|{{.State.Status}}|{{with .State.Health}}{{.Status}}{{end}}|{{index .Config.Labels "phoenix.configuration"}}|{{range $port, $bound := .HostConfig.PortBindings}}{{range $bound}}{{.HostIP}}:{{.HostPort}}->{{$port}} {{end}}{{end}}'
  IFS='|' read -r image state health label ports \
    <<<"$(docker inspect --type container -f "$read_as" "$1" 2>/dev/null)"
  if [ "$health" = unhealthy ]; then state=unhealthy; fi
  ports=${ports% }
}

# sum_folder FOLDER: leaves in $sum what stands for the content of the folder's files.
sum_folder() {
  sum=$({ cat "$1"/* 2>/dev/null || true; } | sha256sum)
  sum=${sum:0:12}
}

# key_fact NAME FILE: who may read what make_key FILE has made.
key_fact() {
  found=missing
  if [ -s "$2" ]; then found=$(stat -c '%U:%G 0%a' "$2"); fi
  printf '%s=%s\n' "$1" "$found"
}
