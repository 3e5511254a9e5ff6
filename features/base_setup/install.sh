# Installs the tools that every guest has, and makes en_US.UTF-8 its locale. Safe to run again, and to cut anywhere.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export DEBIAN_FRONTEND=noninteractive
export LC_ALL=C.UTF-8

packages=(curl wget vim htop jq git rsync s-tui gnupg locales)

# What a cut run left half-configured stops every later one.
dpkg --configure -a

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  if [ "$status" != installed ]; then
    missing+=("$package")
  fi
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 update -q
  apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends "${missing[@]}"
fi

if ! locale -a | grep -qx en_US.utf8; then
  sed -i 's/^# *en_US.UTF-8 UTF-8/en_US.UTF-8 UTF-8/' /etc/locale.gen
  grep -qx 'en_US.UTF-8 UTF-8' /etc/locale.gen || echo 'en_US.UTF-8 UTF-8' >>/etc/locale.gen
  locale-gen
fi
update-locale LANG=en_US.UTF-8 LC_ALL=en_US.UTF-8
