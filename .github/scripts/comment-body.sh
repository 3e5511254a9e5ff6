#!/usr/bin/env bash
# comment-body.sh STACK EXIT-CODE <OUTPUT: prints the comment, in Markdown, that shows the output of a preview.
# Its first line, which is not shown, is what comment.sh finds it by.
set -euo pipefail
# Bytes are counted, of which there are never fewer than characters.
export LC_ALL=C
stack=$1
code=$2
# A comment of GitHub has at most 65,536 characters; the heading and two fences have to fit as well.
limit=60000
longest_line=2000

output=$(mktemp)
trap 'rm -f "$output"' EXIT
escapes=$(printf '\033')'\[[0-9;?]*[A-Za-z]'
sed "s/$escapes//g" | tr -d '\000-\010\013-\037\177' | awk -v longest="$longest_line" '
  length($0) > longest { print substr($0, 1, longest) " …"; next }
  { print }
' | awk -v limit="$limit" '
  { line[NR] = $0; total += length($0) + 1 }
  END {
    first = NR; last = NR + 1
    if (total > limit) {
      # The end says how it came out, so a third is kept for it.
      for (first = 0; size + length(line[first + 1]) + 1 <= limit * 2 / 3; first++) size += length(line[first + 1]) + 1
      for (size = 0; size + length(line[last - 1]) + 1 <= limit / 3; last--) size += length(line[last - 1]) + 1
    }
    for (i = 1; i <= first; i++) print line[i]
    if (first < NR) printf "\n… %d lines are left out here; the log of the run has them …\n\n", last - first - 1
    for (i = last; i <= NR; i++) print line[i]
  }
' | { iconv -c -f UTF-8 -t UTF-8 || true; } >"$output"

if [ "$code" -ne 0 ]; then
  result="failed (exit code $code)"
else
  result=$(awk '
    /^Resources:/ { inside = 1; next }
    inside && NF == 0 { exit }
    inside { $1 = $1; printf "%s%s", separator, $0; separator = ", " }
  ' "$output")
  result=${result:-done}
fi
# A fence is only closed by one at least as long (CommonMark, "Fenced code blocks").
backticks=$({ grep -o '`\+' "$output" || true; } | awk 'length > longest { longest = length } END { print longest + 0 }')
fence=$(head -c $((backticks < 3 ? 3 : backticks + 1)) /dev/zero | tr '\0' '`')

printf '<!-- phoenix preview: %s -->\n' "$stack"
# shellcheck disable=SC2016 # the backticks are Markdown's
printf '### `pulumi preview` of `%s`: %s\n\n' "$stack" "$result"
printf '<details><summary>Output</summary>\n\n%s\n' "$fence"
cat "$output"
printf '%s\n\n</details>\n' "$fence"
if [ -n "${GITHUB_RUN_ID:-}" ]; then
  printf '\nOf commit %s, in [this run](%s/%s/actions/runs/%s).\n' \
    "${HEAD_SHA:-$GITHUB_SHA}" "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"
fi
