# Installs packages from the archives, and removes none for them. Nothing is asked; configuration that somebody has
# changed stays as it is.
# usage: bash -c "$(cat this)" apt-install NAME…
export DEBIAN_FRONTEND=noninteractive

apt_install() {
  apt-get install -y -qq --no-remove \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null 2>&1
}

# install_packages [OPTION] -- NAME…: with lists that are fetched where they lack something.
install_packages() {
  said=$(apt_install "$@") && return
  case $said in
    *'Unable to locate package'* | *'no installation candidate'* | *'ailed to fetch'* | *'nable to fetch'*) ;;
    *'cannot be downloaded'* | *"can't find an archive"*) ;;
    *)
      printf '%s\n' "$said" >&2
      exit 100
      ;;
  esac
  # The lists are missing or too old. One archive that cannot be reached does not keep the others' from being fetched.
  updated=$(apt-get update -qq </dev/null 2>&1)
  said=$(apt_install "$@") && return
  printf '%s\n' "$updated" "$said" >&2
  exit 100
}

# What a killed dpkg has begun has to be ended before apt-get does anything.
said=$(dpkg --force-confdef --force-confold --configure -a </dev/null 2>&1 >/dev/null)
code=$?
case $said in
  # What somebody else unpacks just now looks torn as well.
  *'locked by another process'*)
    printf '%s\n' "$said" >&2
    exit "$code"
    ;;
esac
# What it was unpacking can only be installed anew.
torn=$(dpkg-query -W -f '${db:Status-Want} ${db:Status-Eflag} ${binary:Package}\n' | sed -nE 's/^(install|hold) reinstreq //p')
if [ -n "$torn" ]; then
  # shellcheck disable=SC2086 # names without spaces
  install_packages --reinstall --allow-change-held-packages -- $torn
elif [ "$code" -ne 0 ]; then
  printf '%s\n' "$said" >&2
  exit "$code"
fi
install_packages -- "$@"
