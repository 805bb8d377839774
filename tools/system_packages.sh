#!/usr/bin/env bash
# Install the Debian packages that tests need. Says what it installs; does nothing when all are there.
set -eu -o pipefail
packages=(chromium postgresql qpdf poppler-utils gettext openssl fonts-noto-cjk gcc libc6-dev softhsm2 libcairo2 golang-go golang-golang-x-mod-dev iproute2)
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
# Asked for by command: some machines have Node.js from another package, which brings npm along.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "tests need these Debian packages, installing: ${missing[*]}"
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
