# Functions of the steps of the action. They need bash 3.2, which macOS has.
# shellcheck shell=bash
set -euo pipefail

# The runner reads standard output and standard error independently of each other. Text that
# arrives late must not pass the end of the block without workflow commands.
exec 2>&1

# Text of inputs and SBOMs must not be interpreted as workflow commands.
token=bomgate-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"

# resume ends the block without workflow commands.
resume() {
  [[ -z $token ]] || echo "::$token::"
  token=
}

# A step ends with the exit code in this variable, even if a command in it fails.
code=2
trap 'resume; exit "$code"' EXIT

# fail ends the step with exit code 2 and a message, which GitHub also shows as an annotation.
fail() {
  local message=bomgate:\ $1
  message=${message//'%'/%25}
  message=${message//$'\r'/%0D}
  message=${message//$'\n'/%0A}
  resume
  echo "::error::$message"
  exit
}

# input sets value to the value of an input, without white space around it.
input() {
  local variable=input_${1//-/_}
  value=${!variable-}
  trim
}

# trim removes white space, such as the carriage return of a line, around value.
trim() {
  value=${value#"${value%%[![:space:]]*}"}
  value=${value%"${value##*[![:space:]]}"}
}

# is_true reports whether an input is true, or its default if it is empty.
is_true() {
  input "$1"
  case ${value:-$2} in
    true) return 0 ;;
    false) return 1 ;;
  esac
  fail "the input $1 is \"$value\": expected true or false"
}
