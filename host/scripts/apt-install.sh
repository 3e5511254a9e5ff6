# Installs packages from the archives, and removes none for them. Nothing is asked; configuration that somebody has
# changed stays as it is.
# usage: bash -c "$(cat this)" apt-install NAME…
export DEBIAN_FRONTEND=noninteractive

apt_install() {
  apt-get install -y -qq --no-remove \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -- "$@" </dev/null 2>&1
}

# What a killed dpkg has begun has to be ended before apt-get does anything.
dpkg --force-confdef --force-confold --configure -a </dev/null >/dev/null || exit

said=$(apt_install "$@") && exit 0
case $said in
  *'Unable to locate package'* | *'no installation candidate'* | *'ailed to fetch'* | *'nable to fetch'*) ;;
  *)
    printf '%s\n' "$said" >&2
    exit 100
    ;;
esac
# The lists are missing or too old. One archive that cannot be reached does not keep the others' from being fetched.
updated=$(apt-get update -qq </dev/null 2>&1)
said=$(apt_install "$@") && exit 0
printf '%s\n' "$updated" "$said" >&2
exit 100
