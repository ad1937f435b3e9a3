#!/bin/sh
# Downloads a release of bomgate, verifies its checksum, and checks SBOMs with it:
#
#   GATE_VERSION=VERSION bomgate-gate.sh [FLAG...] [PATH...]
#
# The arguments are those of "bomgate check". The folder bomgate-reports gets the reports
# bomgate.json, junit.xml and sarif/, and nothing of an earlier run remains in it. The exit
# code is that of "bomgate check": 0 if the gate is open, 1 if it is closed, and 2 if there is
# no verdict, also if bomgate cannot be downloaded or is not the expected one.
#
#   GATE_VERSION  the release, without the v of its tag
#   GATE_SHA256   the SHA-256 digest of checksums.txt of that release; without it, checksums.txt is trusted
#   GATE_URL      the folder of the releases; default https://github.com/bomgate/bomgate/releases/download
#   GATE_BOMGATE  a bomgate to run instead of a release: a path, or a name on the PATH
#   GATE_PATHS    more paths and patterns, one per line
set -eu

code=2 # until bomgate says otherwise
scratch=
trap 'rm -rf "$scratch"; exit "$code"' EXIT

fail() {
  echo "bomgate-gate: $*" >&2
  exit 2
}

rm -rf bomgate-reports
mkdir bomgate-reports
scratch=$(mktemp -d)

# digest FILE prints the SHA-256 digest of a file.
digest() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1"
  else
    shasum -a 256 <"$1"
  fi | cut -d ' ' -f 1
}

# download FILE downloads a file of the release.
download() {
  url=${GATE_URL:-https://github.com/bomgate/bomgate/releases/download}/v$GATE_VERSION/$1
  curl -fsSL --proto-redir =https --retry 3 -o "$scratch/$1" "$url" || fail "cannot download $url"
}

bomgate=${GATE_BOMGATE:-$scratch/bomgate}
if [ -z "${GATE_BOMGATE:-}" ]; then
  [ -n "${GATE_VERSION:-}" ] || fail "GATE_VERSION is not set: expected the version of a release, as in 1.2.3"
  [ "$GATE_VERSION" = "${GATE_VERSION#v}" ] || fail "GATE_VERSION is $GATE_VERSION: expected ${GATE_VERSION#v}, without the v of the tag"
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "no release for $(uname -s): expected Linux or Darwin; set GATE_BOMGATE to an installed bomgate" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "no release for $(uname -m): expected x86_64 or arm64; set GATE_BOMGATE to an installed bomgate" ;;
  esac
  archive=bomgate_${GATE_VERSION}_${os}_$arch.tar.gz

  download checksums.txt
  got=$(digest "$scratch/checksums.txt")
  [ "$got" = "${GATE_SHA256:-$got}" ] || fail "checksums.txt has the SHA-256 digest $got, but GATE_SHA256 is $GATE_SHA256"
  want=$(awk -v file="$archive" '$2 == file { print $1 }' "$scratch/checksums.txt")
  [ -n "$want" ] || fail "checksums.txt of release $GATE_VERSION does not list $archive"

  download "$archive"
  got=$(digest "$scratch/$archive")
  [ "$got" = "$want" ] || fail "$archive has the SHA-256 digest $got, but checksums.txt says $want"
  tar -xzf "$scratch/$archive" -C "$scratch" bomgate || fail "cannot unpack $archive"
fi

# bomgate expands the patterns in the lines of GATE_PATHS, not the shell.
set -f
IFS='
'
# shellcheck disable=SC2086
set -- "$@" ${GATE_PATHS:+--} ${GATE_PATHS:-}

status=0
"$bomgate" check -o text -o json=bomgate-reports/bomgate.json -o junit=bomgate-reports/junit.xml \
  -o sarif=bomgate-reports/sarif/ "$@" || status=$?
case $status in 0 | 1) code=$status ;; esac
