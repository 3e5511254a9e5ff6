# Puts a file into /etc/sudoers.d: one that visudo finds no mistake in, or none.
# usage: bash -c "$(this file)" write-sudoers PATH < content
set -eu
path=$1
# sudo leaves out files with a dot in their name (sudoers(5), "Including other files").
temporary=$(mktemp -p "$(dirname "$path")" .phoenix.XXXXXXXXXX)
trap 'rm -f "$temporary"' EXIT
cat > "$temporary"
chown root:root "$temporary"
chmod 0440 "$temporary"
visudo -c -q -f "$temporary"
sync "$temporary"
mv -f "$temporary" "$path"
