# What there is of the Docker stacks of a guest, and how one is brought about: beside facts.sh, and beside steps.sh for what
# changes something. A stack's files are in a folder of its own, and what was made of them for docker is recorded elsewhere.
stacks=/etc/phoenix/stacks
records=/var/lib/phoenix/stacks
# What compose files name without a slash at its beginning is here, and stays when the stack goes.
data=/srv/stacks

# print_stacks: the facts of all stacks.
print_stacks() {
  read_stack_containers
  for folder in "$stacks"/*/; do
    [ -d "$folder" ] || continue
    folder=${folder%/}
    name=${folder##*/}
    names=()
    plain=()
    for path in "$folder"/*; do
      [ -e "$path" ] || [ -L "$path" ] || continue
      names+=("${path##*/}")
      [ "${path##*/}" = secrets.env ] || plain+=("$path")
    done
    printf 'files.%s=%s\n' "$name" "${names[*]}"
    file_facts "${plain[@]}"
    secret_fact "$name" "$folder/secrets.env"
    stack_state "$name"
    printf 'containers.%s=%s\n' "$name" "$state"
  done
}

# read_stack_containers: leaves in $stack_containers a line for each container of compose projects. One that has gone
# between the two commands is none of them.
read_stack_containers() {
  stack_containers=
  ids=$(docker ps -aq --filter label=com.docker.compose.project 2>/dev/null)
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2016 # the variables are the template's
  read_as='{{index .Config.Labels "com.docker.compose.project"}}|{{index .Config.Labels "com.docker.compose.service"}}|{{.State.Status}}|{{.State.ExitCode}}|{{with .State.Health}}{{.Status}}{{end}}|{{.HostConfig.RestartPolicy.Name}}|{{index .Config.Labels "phoenix.configuration"}}|'
  # shellcheck disable=SC2086 # each is a word
  stack_containers=$(docker inspect --type container -f "$read_as" $ids 2>/dev/null) || true
}

# stack_state NAME: leaves `running` in $state, or what is wrong with which of the stack's services; in $foreign whether
# somebody else has made containers of that name, and in $starting whether one is not healthy yet. One that has ended well,
# and that nobody wants to be started again, is as it should be.
stack_state() {
  wrong=() foreign=no starting=no seen=' '
  services=$(cat "$records/$1.services" 2>/dev/null) || true
  sum_folder "$stacks/$1"
  while IFS='|' read -r project service status code health restart label _; do
    [ "$project" = "$1" ] || continue
    seen="$seen$service "
    found=''
    if [ "$health" = starting ]; then starting=yes; fi
    if [ -z "$label" ]; then
      found=foreign foreign=yes
    elif [[ " ${services//$'\n'/ } " != *" $service "* ]]; then
      found='left over'
    elif [ "$label" != "$sum" ]; then
      found=stale
    elif [ "$status" = running ]; then
      if [ "$health" = unhealthy ]; then found=unhealthy; fi
    elif [[ ! $status:$code:${restart:-no} =~ ^exited:0:(no|on-failure)$ ]]; then
      found=$status
    fi
    [ -z "$found" ] || wrong+=("$service $found")
  done <<<"$stack_containers"
  for service in $services; do
    [[ $seen == *" $service "* ]] || wrong+=("$service missing")
  done
  [ -n "$services" ] || wrong+=("not installed")
  state=running
  [ "${#wrong[@]}" -eq 0 ] || state=$(printf '%s\n' "${wrong[@]}" | sort -u)
  state=${state//$'\n'/, }
}

# install_stack NAME FILE…: has the containers of the stack run as its files say, which are these and no others.
install_stack() {
  stack=$1
  shift
  folder=$stacks/$stack
  mkdir -p "$folder" "$records" "$data/$stack"
  put_files
  for path in "$folder"/*; do
    # Docker makes an empty folder of a file that is bound and gone; another one may hold what somebody wants.
    if [ -d "$path" ] && [ ! -L "$path" ]; then
      rmdir "$path" 2>/dev/null || {
        printf 'The folder %s is none of the stack, and not empty: move it away.\n' "$path" >&2
        exit 1
      }
    else
      [[ " $* " == *" ${path##*/} "* ]] || rm -f "$path"
    fi
  done
  if ! docker info >/dev/null 2>&1; then
    printf 'Docker does not run in this guest.\n' >&2
    exit 1
  fi
  read_stack_containers
  stack_state "$stack"
  if [ "$foreign" = yes ]; then
    printf 'There are containers of a project %s that Phoenix has not made: %s. Remove them, or give the stack another name.\n' \
      "$stack" "$state" >&2
    exit 1
  fi
  environment=(--env-file "$folder/variables.env")
  if [ -f "$folder/secrets.env" ]; then environment+=(--env-file "$folder/secrets.env"); fi
  services=$(stack_compose config --services | sort)
  record_services
  overrides=(-f "$records/$stack.json")
  if [ -f "$folder/services.json" ]; then overrides+=(-f "$folder/services.json"); fi
  # Compose takes neither for something to be mended.
  mend_stack
  sum_folder "$folder"
  export PHOENIX_CONFIGURATION=$sum
  stack_compose "${overrides[@]}" up -d --remove-orphans
  for ((look = 0; look < 40; look++)); do
    read_stack_containers
    stack_state "$stack"
    if [ "$state" = running ] && [ "$starting" = no ]; then break; fi
    sleep 3
  done
}

# stack_compose WORD…: docker compose on the stack's files; further ones that are named with -f come after its own.
stack_compose() {
  docker compose -p "$stack" --project-directory "$data/$stack" "${environment[@]}" -f "$folder/compose.yaml" "$@"
}

# record_services: writes down which services there are, and what each of them has beside what its compose file says.
record_services() {
  {
    printf '{"services":{'
    comma=''
    for service in $services; do
      printf '%s"%s":' "$comma" "$service"
      cat "$folder/every-service.json"
      comma=,
    done
    printf '}}\n'
  } >"$records/$stack.json.phoenix-new"
  mv -f "$records/$stack.json.phoenix-new" "$records/$stack.json"
  printf '%s\n' "$services" >"$records/$stack.services.phoenix-new"
  mv -f "$records/$stack.services.phoenix-new" "$records/$stack.services"
}

mend_stack() {
  while IFS='|' read -r project service status _ health _; do
    # Compose knows nothing of one that is left over, and removes it later.
    [[ $project = "$stack" && " ${services//$'\n'/ } " == *" $service "* ]] || continue
    case $status:$health in
      paused:*) stack_compose unpause "$service" ;;
      running:unhealthy) stack_compose restart "$service" ;;
    esac
  done <<<"$stack_containers"
}

# remove_stack NAME: removes the containers that install_stack has made, and their files. Volumes stay.
remove_stack() {
  if command -v docker >/dev/null 2>&1; then
    ids=$(docker ps -aq --filter "label=com.docker.compose.project=$1" --filter label=phoenix.configuration)
    if [ -n "$ids" ]; then
      # shellcheck disable=SC2086 # each is a word
      docker stop $ids
      # shellcheck disable=SC2086
      docker rm $ids
    fi
    for network in $(docker network ls -q --filter "label=com.docker.compose.project=$1"); do
      # One that others use stays.
      docker network rm "$network" || true
    done
  fi
  for path in "$stacks/$1"/*; do
    [ -d "$path" ] || rm -f "$path"
  done
  rmdir "$stacks/$1" 2>/dev/null || true
  rm -f "$records/$1.json" "$records/$1.services"
}
