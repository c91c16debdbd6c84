# setup.sh - what ci/test and ci/demo need on a bare Debian 12. Sourced, not run.
# shellcheck shell=bash

# What the program is built from and what its tests use.
# shellcheck disable=SC2034  # read by the scripts that source this file
packages=(
  build-essential cmake ninja-build pkg-config git ca-certificates
  libcurl4-openssl-dev libjansson-dev libgit2-dev libxml2-dev libpcre2-dev libsqlite3-dev libicu-dev
  libsodium-dev libssl-dev zlib1g-dev libpsl-dev libidn2-dev libmicrohttpd-dev libcmocka-dev
  curl jq openssl sqlite3
)

say() { printf '\n== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Packages are missing and neither root nor sudo is there to install them:" >&2
    echo "  $*" >&2
    return 1
  fi
}

# Install the packages named that are not there yet.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
