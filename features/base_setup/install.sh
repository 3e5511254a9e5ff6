# Installs the tools that every guest has, and makes en_US.UTF-8 its locale. Safe to run again, and to cut anywhere.
set -euo pipefail
export LC_ALL=C.UTF-8

install_packages curl wget vim htop jq git rsync s-tui gnupg locales

if ! locale -a | grep -qx en_US.utf8; then
  sed -i 's/^# *en_US.UTF-8 UTF-8/en_US.UTF-8 UTF-8/' /etc/locale.gen
  grep -qx 'en_US.UTF-8 UTF-8' /etc/locale.gen || echo 'en_US.UTF-8 UTF-8' >>/etc/locale.gen
  locale-gen
fi
update-locale LANG=en_US.UTF-8 LC_ALL=en_US.UTF-8
# Logins read this name, which in Debian 13 is a link to what was just written.
[ -e /etc/default/locale ] || ln -sf ../locale.conf /etc/default/locale
update-locale --locale-file=/etc/default/locale LANG=en_US.UTF-8 LC_ALL=en_US.UTF-8
