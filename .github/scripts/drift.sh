#!/usr/bin/env bash
# Looks at the stack that PULUMI_STACK names, and puts what it finds on the job's summary. Ends as `npm run drift` does.
set -euo pipefail

output=$(mktemp)
trap 'rm -f "$output"' EXIT
code=0
npm run --silent drift 2>&1 | tee "$output" || code=${PIPESTATUS[0]}
{
  printf '## Drift of %s\n\n' "$PULUMI_STACK"
  # Four spaces make it a block of code that nothing in it can end.
  sed 's/^/    /' "$output"
} >>"$GITHUB_STEP_SUMMARY"
exit "$code"
