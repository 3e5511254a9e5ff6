# Prints the facts of base_setup as key=value lines. Changes nothing, and needs no network.
package_fact curl wget vim htop jq git rsync s-tui gnupg locales
printf 'locale.generated=%s\n' "$(locale -a 2>/dev/null | grep -x en_US.utf8)"
for name in LANG LC_ALL; do
  value=$(sed -n "s/^$name=//p" /etc/default/locale 2>/dev/null)
  value=${value#\"}
  printf 'locale.%s=%s\n' "$name" "${value%\"}"
done
