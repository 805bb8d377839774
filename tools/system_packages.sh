#!/usr/bin/env bash
# Install the Debian packages that tests need. Says what it installs; does nothing when all are there.
set -eu -o pipefail
packages=(chromium postgresql qpdf poppler-utils gettext openssl fonts-noto-cjk gcc libc6-dev softhsm2 libcairo2 golang-go golang-golang-x-mod-dev iproute2)
installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q "install ok installed"; }
missing=()
for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
done
# The same Chromium without a window, which costs half the time (tests/browser.py). Ubuntu has no such package.
quicker=chromium-headless-shell
installed $quicker && quicker=""
# Asked for by command: some machines have Node.js from another package, which brings npm along.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ ${#missing[@]} -eq 0 ] && [ -z "$quicker" ] && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
if [ -n "$quicker" ]; then
    if apt-cache show "$quicker" >/dev/null 2>&1; then
        missing+=("$quicker")
    else
        echo "there is no package $quicker here: the tests drive chromium itself, which takes them longer"
        [ ${#missing[@]} -eq 0 ] && exit 0
    fi
fi
echo "tests need these Debian packages, installing: ${missing[*]}"
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
