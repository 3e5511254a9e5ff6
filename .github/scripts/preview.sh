#!/usr/bin/env bash
# preview.sh STACK: previews a stack; the output goes to the job's log and summary and, as a comment, to its outputs.
# Ends with the exit code of the preview.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
stack=$1

output=$(mktemp)
trap 'rm -f "$output"' EXIT
code=0
npm run --silent preview -- --stack "$stack" --diff 2>&1 | tee "$output" || code=${PIPESTATUS[0]}

comment=$("$here/comment-body.sh" "$stack" "$code" <"$output")
printf '%s\n' "$comment" >>"$GITHUB_STEP_SUMMARY"
# What the preview prints must not be able to end the value: nobody can guess this line.
delimiter=$(od -An -v -tx1 -N16 /dev/urandom | tr -d ' \n')
printf 'comment<<%s\n%s\n%s\n' "$delimiter" "$comment" "$delimiter" >>"$GITHUB_OUTPUT"
exit "$code"
