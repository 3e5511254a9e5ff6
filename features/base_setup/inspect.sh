# Prints the facts of base_setup as key=value lines. Changes nothing, and needs no network.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for package in curl wget vim htop jq git rsync s-tui gnupg locales; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)
  printf 'package.%s=%s\n' "$package" "${status:-missing}"
done
printf 'locale.generated=%s\n' "$(locale -a 2>/dev/null | grep -x en_US.utf8)"
for name in LANG LC_ALL; do
  value=$(sed -n "s/^$name=//p" /etc/default/locale 2>/dev/null)
  value=${value#\"}
  printf 'locale.%s=%s\n' "$name" "${value%\"}"
done
