#!/usr/bin/env bash
# Looks at the stack that PULUMI_STACK names, and ends as `npm run drift` does. What it finds is on the job's log and summary
# only where the repository is private: addresses, users and files of a host are nobody else's business.
set -euo pipefail

private=$(gh api "repos/$GITHUB_REPOSITORY" --jq .private || true)
output=$(mktemp)
trap 'rm -f "$output"' EXIT
code=0
npm run --silent drift >"$output" 2>&1 || code=$?
{
  printf '## Drift of %s\n\n' "$PULUMI_STACK"
  if [ "$private" = true ]; then
    # Four spaces make it a block of code that nothing in it can end.
    sed 's/^/    /' "$output"
  else
    case $code in
      0) printf 'Everything is as declared.\n' ;;
      2) printf 'Something is not as declared.\n' ;;
      *) printf 'It could not be told.\n' ;;
    esac
    printf '\nThis repository is not private: what was found is not shown.\n'
  fi
} | tee -a "$GITHUB_STEP_SUMMARY"
printf 'private=%s\n' "$private" >>"$GITHUB_OUTPUT"
exit "$code"
