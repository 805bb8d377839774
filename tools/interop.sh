#!/usr/bin/env bash
# Install Node.js packages that tests run, as pinned in tests/interop/node or in another folder.
# usage: tools/interop.sh [TARGET [FOLDER]]
set -eu -o pipefail
target=${1:-.cache/interop}
folder=${2:-tests/interop/node}
command -v npm >/dev/null || { echo "interop: npm not found. Run tools/system_packages.sh, or install Node.js 20 or newer." >&2; exit 1; }
mkdir -p "$target"
cp "$folder/package.json" "$folder/package-lock.json" "$target/"
echo "interop: installing Node.js packages into $target"
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
