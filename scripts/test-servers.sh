#!/usr/bin/env bash
# Runs the tests that need real servers: IMAP (Dovecot, Cyrus, Courier), SMTP (Postfix), Redis, PostgreSQL, Chromium.
# The tests start each server themselves, on free ports of the loopback with a configuration of their own, and stop it.
#
#   scripts/test-servers.sh [--install] [what vitest takes…]
#
# --install   as root on Debian or Ubuntu: install what is missing first
set -euo pipefail
cd "$(dirname "$0")/.."

# Found by a file of theirs: most of these are in no PATH of an ordinary user.
PACKAGES=(
  "/usr/sbin/dovecot dovecot-imapd"
  "/usr/lib/dovecot/lmtp dovecot-lmtpd"
  "/usr/sbin/postfix postfix"
  "/usr/bin/redis-server redis-server"
  "/usr/bin/mbsync isync"
  "/usr/bin/chromium chromium"
  "/usr/lib/postgresql/ postgresql"
)

# As packages, Cyrus and Courier exclude Dovecot: they are unpacked into folders of their own, with the libraries they lack.
UNPACKED="${XDG_CACHE_HOME:-$HOME/.cache}/maillon-test-servers"
CYRUS=(cyrus-imapd cyrus-common)
COURIER=(courier-imap courier-base courier-authlib courier-authlib-userdb)

main() {
  local install=no
  if [ "${1:-}" = --install ]; then
    install=yes
    shift
  fi
  local missing
  missing=$(missing_packages)
  if [ "$install" = yes ]; then
    [ -z "$missing" ] || install_packages $missing
    unpack cyrus "${CYRUS[@]}"
    unpack courier "${COURIER[@]}"
  elif [ -n "$missing" ] || ! [ -d "$UNPACKED/cyrus" ] || ! [ -d "$UNPACKED/courier" ]; then
    echo "Missing for these tests:" $missing $(not_unpacked) >&2
    echo "Install it with: sudo scripts/test-servers.sh --install" >&2
    exit 1
  fi
  npm run --silent build
  exec npx vitest run --project servers "$@"
}

missing_packages() {
  local path package
  for entry in "${PACKAGES[@]}"; do
    read -r path package <<<"$entry"
    [ -e "$path" ] || echo "$package"
  done
}

not_unpacked() {
  for name in cyrus courier; do [ -d "$UNPACKED/$name" ] || echo "$name"; done
}

install_packages() {
  if [ "$(id -u)" != 0 ]; then
    echo "Only root may install packages: run this with sudo, or install $* yourself." >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# unpack NAME PACKAGE…: puts the files of the packages, and of the libraries they need and the machine lacks, below
# $UNPACKED/NAME, all at once, so that an interrupted run leaves nothing half done.
unpack() {
  local name=$1
  shift
  [ -d "$UNPACKED/$name" ] && return
  local draft
  draft=$(mktemp -d)
  chmod 755 "$draft"
  [ -n "$(apt-cache policy "$1" 2>/dev/null)" ] || apt-get update -qq
  (cd "$draft" && apt-get download -qq "$@" $(missing_libraries "$@") 2>/dev/null)
  mkdir "$draft/root"
  for package in "$draft"/*.deb; do dpkg -x "$package" "$draft/root"; done
  mkdir -p "$UNPACKED"
  mv "$draft/root" "$UNPACKED/$name"
  rm -r "$draft"
}

# The virus scanner of Cyrus is left out: nothing here calls it, and it is large.
missing_libraries() {
  apt-cache depends --important "$@" |
    sed -n 's/^ *|\{0,1\}\(Pre\)\{0,1\}Depends: \(lib[a-z0-9.+-]*\)$/\2/p' |
    grep -v '^libclamav' | sort -u |
    while read -r library; do dpkg -s "$library" >/dev/null 2>&1 || echo "$library"; done
}

main "$@"
