#!/bin/sh
# What the tests need and pip does not install: Chromium, PostgreSQL's server programs, libfaketime, and the library
# that Playwright's own Node.js is linked with.
# Installs what is missing if it may, on Debian and Ubuntu; else says what to install, and ends with 1.
set -u

missing() {
    found=
    for browser in chromium chromium-browser google-chrome; do
        "$browser" --version >/dev/null 2>&1 && found=yes && break
    done
    [ -n "$found" ] || echo chromium
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
    command -v faketime >/dev/null || echo faketime
    if [ "$(uname)" = Linux ]; then
        ls /lib/*/libatomic.so.1 /usr/lib/libatomic.so.1 /usr/lib64/libatomic.so.1 2>/dev/null | grep -q . || echo libatomic1
    fi
}

listed() {
    echo "$1" | sed 's/ /, /g'
}

# shellcheck disable=SC2046 # a word for each package
set -- $(missing)
[ $# -eq 0 ] && exit 0

if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then as_root="env"; elif sudo -n true 2>/dev/null; then as_root="sudo -n env"; else as_root=; fi
    if [ -n "$as_root" ]; then
        echo "Installing what the tests need: $(listed "$*")."
        $as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq
        # One by one, because a release may lack one of them.
        for package in "$@"; do $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null; done
    fi
fi

# shellcheck disable=SC2046 # a word for each package
set -- $(missing)
[ $# -eq 0 ] && exit 0
case " $* " in *" chromium "*) browser="; chromium-browser and google-chrome will do too" ;; *) browser= ;; esac
echo "The tests need programs that are not installed: $(listed "$*"). Install them (Debian: apt-get install $*$browser) and run make test again." >&2
exit 1
