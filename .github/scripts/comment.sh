#!/usr/bin/env bash
# comment.sh STACK: puts $COMMENT, a preview of this stack, on the pull request $PULL_REQUEST of $GITHUB_REPOSITORY:
# as a new comment, or in place of the one that is there.
set -euo pipefail
export MARKER="<!-- phoenix preview: $1 -->"

# The text comes from a job that ran code of the pull request: it must not replace the comment of another stack.
if [ "${COMMENT%%$'\n'*}" != "$MARKER" ]; then
  echo "The comment is not one about the stack $1." >&2
  exit 1
fi

body=$(mktemp)
trap 'rm -f "$body"' EXIT
printf '%s\n' "$COMMENT" >"$body"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
existing=$(gh api --paginate "$comments?per_page=100" --jq \
  '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARKER))) | .id')
existing=${existing%%$'\n'*}
if [ -n "$existing" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$existing" --field "body=@$body"
else
  gh api --silent --method POST "$comments" --field "body=@$body"
fi
