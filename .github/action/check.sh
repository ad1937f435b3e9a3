#!/usr/bin/env bash
# Checks the SBOMs that the inputs name, sets the outputs, and ends with the exit code of the gate.
# shellcheck source=.github/action/common.sh
source "${0%/*}/common.sh"

scratch=$(mktemp -d "$RUNNER_TEMP/bomgate.XXXXXX")
args=(check --output=text "--output=text=$scratch/summary.txt" "--output=sarif=$scratch/sarif/")

# each adds a prefix and the line to the arguments for every line of value that is not empty.
each() {
  local lines=$value
  while IFS= read -r value; do
    trim
    [[ -z $value ]] || args+=("$1$value")
  done <<<"$lines"
}

for flag in as-of baseline config fail-on limit max-bytes max-depth max-value-bytes max-waiver-days max-yaml-bytes min-coverage sarif-anchor sarif-category waivers; do
  input "$flag"
  [[ -z $value ]] || args+=("--$flag=$value")
done
for flag in act data exclude include key nexus output policy; do
  input "$flag"
  each "--$flag="
done
for flag in allow-empty sarif-suppressions verbose; do
  ! is_true "$flag" false || args+=("--$flag")
done

# A fork could open the gate with a configuration file, or with waivers. They do not count unless
# the workflow says so.
fork=false
if [[ $GITHUB_EVENT_NAME == pull_request* && $HEAD_REPOSITORY != "$GITHUB_REPOSITORY" ]]; then
  fork=true
fi
for file in config waivers; do
  input "$file"
  stranger=$fork
  [[ -z $value ]] || stranger=false
  ! is_true "no-$file" "$stranger" || args+=("--no-$file")
done

# A report of an earlier step must not be mistaken for one of this step.
input json-file
json=${value:-$scratch/report.json}
args+=("--output=json=$json")
for arg in "${args[@]}"; do
  file=${arg#--output=*=}
  if [[ $arg == --output=*=* && -f $file ]]; then
    rm -f -- "$file" || fail "cannot remove \"$file\", a report of an earlier step"
  fi
done

input paths
[[ -n $value ]] || fail "the input paths is empty: expected at least one path, on a line of its own"
args+=(--)
each ""

# Git for Windows must not rewrite arguments that look like paths.
status=0
MSYS_NO_PATHCONV=1 "$BOMGATE" "${args[@]}" </dev/null || status=$?
if [[ $status == [01] ]]; then
  verdict=$([[ ! -f $json ]] || sed -n 's/^  "verdict": "\([a-z]*\)",$/\1/p' "$json")
else
  verdict=undetermined
fi
if [[ $status != [012] || -z $verdict ]]; then
  echo "bomgate: $BOMGATE ended with exit code $status and without a report: there is no verdict"
  status=2 verdict=undetermined
fi
{
  echo "verdict=$verdict"
  echo "exit-code=$status"
  [[ ! -f $scratch/sarif/bomgate.sarif ]] || echo "sarif-dir=$scratch/sarif"
  [[ ! -f $json || $json == "$scratch"/* ]] || echo "json-file=$json"
} >>"$GITHUB_OUTPUT"

# GitHub limits a summary to 1 MiB.
{
  echo "### bomgate: $verdict"
  echo
  echo '~~~~~~~~text'
  [[ ! -f $scratch/summary.txt ]] || head -c 900000 "$scratch/summary.txt"
  echo
  echo '~~~~~~~~'
} >>"$GITHUB_STEP_SUMMARY"
code=$status
