#!/usr/bin/env bash
# Checks the SBOMs that the inputs name, sets the outputs, and ends with the exit code of the gate.
# shellcheck source=.github/action/common.sh
source "${0%/*}/common.sh"

scratch=$(mktemp -d "$RUNNER_TEMP/bomgate.XXXXXX")

# add_lines adds a prefix and the line to args for every line of value that is not empty.
add_lines() {
  local lines=$value
  while IFS= read -r value; do
    trim
    [[ -z $value ]] || args+=("$1$value")
  done <<<"$lines"
}

# run runs bomgate with args and sets status to its exit code, and message to its last error. Git
# for Windows must not rewrite arguments that look like paths.
run() {
  status=0
  MSYS_NO_PATHCONV=1 "$BOMGATE" "${args[@]}" </dev/null 2>"$scratch/errors" || status=$?
  cat "$scratch/errors"
  message=
  local line
  while IFS= read -r line; do
    [[ $line != 'bomgate: '* ]] || message=${line#bomgate: }
  done <"$scratch/errors"
}

# A report of an earlier step must not be mistaken for one of this step.
args=(--output=text "--output=github=$scratch/annotations" "--output=sarif=$scratch/bomgate.sarif")
input json-file
[[ -z $value ]] || args+=("--output=json=$value")
input output
add_lines --output=
reports=("${args[@]}")
for report in "${reports[@]}"; do
  file=${report#--output=*=}
  if [[ -f $file ]]; then
    rm -f -- "$file" || fail "cannot remove \"$file\", a report of an earlier step"
  fi
done

input sarif-anchor
[[ -z $value ]] || reports+=("--sarif-anchor=$value")
input category
[[ -z $value ]] || reports+=("--sarif-category=$value")
! is_true sarif-suppressions false || reports+=(--sarif-suppressions)

# Most inputs are the flag with the same name.
args=(check)
for flag in as-of config fail-on limit max-bytes max-depth max-value-bytes max-waiver-days max-yaml-values min-coverage waivers; do
  input "$flag"
  [[ -z $value ]] || args+=("--$flag=$value")
done
for flag in act data exclude include key nexus policy; do
  input "$flag"
  add_lines "--$flag="
done
input color
[[ -n $value || -n ${NO_COLOR-} ]] || value=always
[[ -z $value ]] || args+=("--color=$value")
for flag in allow-empty quiet verbose; do
  ! is_true "$flag" false || args+=("--$flag")
done

# A fork could open the gate with a configuration file, or with waivers. They do not count unless
# the workflow says so.
fork=false
case $GITHUB_EVENT_NAME in
  pull_request* | workflow_run) [[ ${HEAD_REPOSITORY-} == "$GITHUB_REPOSITORY" ]] || fork=true ;;
esac
! $fork || echo "bomgate: the change is from a fork: its .bomgate.yaml and .bomgate/waivers.yaml do not count, unless the inputs config, no-config, waivers or no-waivers say so"
for file in config waivers; do
  input "$file"
  default=$fork
  [[ -z $value ]] || default=false
  ! is_true "no-$file" "$default" || args+=("--no-$file")
done
common=("${args[@]}")

input baseline
baseline=$value
input baseline-paths
if [[ -n $baseline && -n $value ]]; then
  fail "the inputs baseline and baseline-paths are both set: expected one of them"
elif [[ -n $value ]]; then
  baseline=$scratch/baseline.json
  args=("${common[@]}" --fail-on=never "--output=json=$baseline" --)
  add_lines ""
  echo "Baseline, from the input baseline-paths:"
  run
  [[ $status == 0 ]] || fail "there is no verdict on the SBOMs that the input baseline-paths names: see the messages above"
  echo
fi

args=("${common[@]}" "${reports[@]}")
[[ -z $baseline ]] || args+=("--baseline=$baseline")

input paths
[[ -n $value ]] || fail "the input paths is empty: expected at least one path, on a line of its own"
args+=(--)
add_lines ""

# bomgate writes the outputs last. They count only if they agree with the way in which it ended.
outputs=$scratch/outputs
GITHUB_OUTPUT=$outputs run
if [[ $status != [012] ]] || ! grep -qx "exit-code=$status" "$outputs" 2>/dev/null; then
  [[ $status == 2 && -n $message ]] || message="$BOMGATE ended with exit code $status and without a report"
  fail "there is no verdict: $message; see the messages above"
fi
cat "$outputs" >>"$GITHUB_OUTPUT"
undetermined=$(sed -n 's/^undetermined=//p' "$outputs")
documents=$(sed -n 's/^documents=//p' "$outputs")
[[ $undetermined == 0 ]] || echo "bomgate: documents of the input paths without a verdict: $undetermined of $documents"
code=$status

resume
[[ ! -f $scratch/annotations ]] || cat "$scratch/annotations"
if [[ $code == 2 && $undetermined == 0 && $documents != 0 ]]; then
  fail "the gate is closed, because a report could not be written: see the messages above"
fi
