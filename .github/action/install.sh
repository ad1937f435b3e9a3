#!/usr/bin/env bash
# Provides bomgate in two steps, so that a cache can be restored between them.
#
#   find     names the archive with the release for this platform, if the action stores one
#   install  sets the output bomgate to a program: the one that the input bomgate-path names, the
#            one in the archive, or one built from the commit of the action
#
# Neither changes the tools, the settings or the caches of the job.
# shellcheck source=.github/action/common.sh
source "${0%/*}/common.sh"

# find_release sets asset, version and checksum to those of the archive for this platform. They
# are empty if there is none.
find_release() {
  asset='' version='' checksum=''
  local os='' arch='' extension=tar.gz hex name
  case $RUNNER_OS in
    Linux) os=linux ;;
    macOS) os=darwin ;;
    Windows) os=windows extension=zip ;;
  esac
  case $RUNNER_ARCH in
    X64) arch=amd64 ;;
    ARM64) arch=arm64 ;;
  esac
  while read -r hex name; do
    [[ -n $hex && $hex != '#'* ]] || continue
    [[ $hex =~ ^[0-9a-f]{64}$ && $name =~ ^bomgate_[0-9A-Za-z.+-]+_[a-z]+_[a-z0-9]+\.(tar\.gz|zip)$ ]] ||
      fail "the file .github/action/release of the action has the line \"$hex $name\": expected HEX  bomgate_VERSION_OS_ARCH.tar.gz"
    if [[ $name == *"_${os}_$arch.$extension" ]]; then
      asset=$name checksum=$hex
      version=${name#bomgate_}
      version=${version%"_${os}_$arch.$extension"}
    fi
  done <"$GITHUB_ACTION_PATH/.github/action/release"
}

# find_archive sets the outputs archive, the file with the archive, and key, its name in the cache.
find_archive() {
  input bomgate-path
  [[ -z $value ]] || return 0
  ! is_true build false || return 0
  find_release
  [[ -n $asset ]] || return 0
  local folder=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/bomgate/$version
  mkdir -p "$folder" 2>/dev/null && [[ -w $folder ]] || folder=$RUNNER_TEMP/bomgate/$version
  {
    echo "archive=$folder/$asset"
    echo "key=$asset"
  } >>"$GITHUB_OUTPUT"
}

# install_path uses an existing program.
install_path() {
  if [[ $value == */* || $value == *\\* ]]; then
    [[ -f $value && -x $value ]] || fail "the input bomgate-path is \"$value\": there is no such program"
    bomgate=$value
  else
    bomgate=$(type -P -- "$value") || fail "the input bomgate-path is \"$value\": there is no such program on PATH; a path has a slash, as in ./bomgate"
  fi
}

# install_release unpacks the archive, after it has verified a copy that no other job can change.
install_release() {
  local copy=$scratch/$asset from advice
  if [[ -f $ARCHIVE ]]; then
    from="the cached file $ARCHIVE"
    advice="delete it, and the cache $asset of the repository"
    cp -- "$ARCHIVE" "$copy"
  else
    input release-url
    [[ $value == http://?* || $value == https://?* ]] || fail "the input release-url is \"$value\": expected an address that starts with https://"
    from=${value%/}/v$version/$asset
    advice="it is not the file that was released"
    echo "downloading $from"
    download "$from" "$copy" ||
      fail "cannot download $from: set the input bomgate-path to an installed bomgate, release-url to a mirror, or build to true"
  fi
  local actual
  actual=$(sha256 "$copy")
  [[ $actual == "$checksum" ]] ||
    fail "$from has the SHA-256 checksum $actual, but the action expects $checksum: $advice"
  if [[ ! -f $ARCHIVE ]]; then
    mkdir -p "${ARCHIVE%/*}"
    cp -- "$copy" "$ARCHIVE.$$" && mv -f -- "$ARCHIVE.$$" "$ARCHIVE"
  fi
  unpack "$copy"
  rm -f -- "$copy"
}

download() {
  if type -P curl >/dev/null; then
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 30 --output "$2" "$1"
  elif type -P wget >/dev/null; then
    wget --no-verbose --tries=3 --output-document="$2" "$1"
  else
    echo "there is no curl and no wget on PATH"
    return 1
  fi
}

sha256() {
  if type -P sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}

# unpack unpacks an archive into the scratch folder. The tar of Windows reads zip archives, unlike
# that of Git for Windows.
unpack() {
  case $1 in
    *.tar.gz) tar -xzf "$1" -C "$scratch" ;;
    *.zip) "$SYSTEMROOT/System32/tar.exe" -xf "$1" -C "$scratch" ;;
  esac || fail "cannot unpack $1"
}

# install_source builds bomgate with the newest Go on the machine. From version 1.21 on, Go
# fetches the version that go.mod asks for.
install_source() {
  local candidate found newest=0 name=
  for candidate in "$(type -P go)" "${RUNNER_TOOL_CACHE:-}"/go/*/*/bin/go; do
    go=$candidate
    found=$(GOTOOLCHAIN=local run_go env GOVERSION 2>/dev/null) || continue
    [[ $found =~ ^go1\.([0-9]+)(\.([0-9]+))? ]] || continue
    found=$((BASH_REMATCH[1] * 1000 + ${BASH_REMATCH[3]:-0}))
    ((found <= newest)) || newest=$found name=$candidate
  done
  go=$name
  ((newest >= 21000)) ||
    fail "there is no Go 1.21 or later on PATH or in the tool cache to build bomgate with: add a step with actions/setup-go, or set the input bomgate-path to an installed bomgate"
  echo "building bomgate with $go"
  run_go build -C "$GITHUB_ACTION_PATH" -trimpath -buildvcs=false -ldflags "-X main.revision=${ACTION_REF//[^0-9A-Za-z.-]/-}" -o "$scratch/" ./cmd/bomgate ||
    fail "cannot build bomgate with $go: see the messages above, or set the input bomgate-path to an installed bomgate"
  rm -rf -- "$scratch/go"
}

# run_go runs the Go command without the settings, the caches and the home directory of the job.
# It keeps the variables that say where modules come from.
run_go() (
  for variable in $(compgen -e GO); do
    case $variable in
      GOAUTH | GOINSECURE | GONOPROXY | GONOSUMDB | GOPRIVATE | GOPROXY | GOSUMDB | GOTOOLCHAIN | GOVCS) ;;
      *) unset "$variable" ;;
    esac
  done
  export GOTOOLCHAIN=${GOTOOLCHAIN:-auto}
  export GOENV=off GOWORK=off GOFLAGS=-modcacherw CGO_ENABLED=0
  export GOPATH=$scratch/go/path GOCACHE=$scratch/go/cache
  export NETRC=${NETRC:-${HOME:-}/.netrc} # credentials for a module proxy
  export HOME=$scratch/go/home XDG_CONFIG_HOME=$scratch/go/home APPDATA=$scratch/go/home
  cd "$scratch"
  "$go" "$@"
)

case $1 in
  find) find_archive ;;
  install)
    scratch=$(mktemp -d "$RUNNER_TEMP/bomgate.XXXXXX")
    bomgate=$scratch/bomgate
    [[ $RUNNER_OS != Windows ]] || bomgate+=.exe
    input bomgate-path
    if [[ -n $value ]]; then
      install_path
    elif is_true build false; then
      install_source
    elif find_release && [[ -n $asset ]]; then
      install_release
    else
      echo "this commit of the action has no release for $RUNNER_OS on $RUNNER_ARCH"
      install_source
    fi
    "$bomgate" version </dev/null || fail "cannot run $bomgate version"
    echo "bomgate=$bomgate" >>"$GITHUB_OUTPUT"
    ;;
esac
code=0
