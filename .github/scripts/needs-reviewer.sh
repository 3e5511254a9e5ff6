#!/usr/bin/env bash
# needs-reviewer.sh ENVIRONMENT: fails unless jobs in this environment of $GITHUB_REPOSITORY wait for a reviewer.
set -euo pipefail
environment=$1

if ! reviewers=$(gh api "repos/$GITHUB_REPOSITORY/environments/$environment" --jq \
  '[.protection_rules[]? | select(.type == "required_reviewers") | .reviewers[]] | length'); then
  echo "::error::The environment \"$environment\" cannot be looked at: make it, with a required reviewer (docs/ci.md)." >&2
  exit 1
fi
if [ "$reviewers" -eq 0 ]; then
  echo "::error::The environment \"$environment\" has no required reviewer: its secrets would go to code that nobody has looked at (docs/ci.md)." >&2
  exit 1
fi
echo "Jobs in the environment \"$environment\" wait for a reviewer."
