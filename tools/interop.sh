#!/usr/bin/env bash
# Install the Node.js packages that interoperability tests run, as pinned in tests/interop/node.
set -eu -o pipefail
target=${1:-.cache/interop}
command -v npm >/dev/null || { echo "interop: npm not found. Run tools/system_packages.sh, or install Node.js 20 or newer." >&2; exit 1; }
mkdir -p "$target"
cp tests/interop/node/package.json tests/interop/node/package-lock.json "$target/"
echo "interop: installing Node.js packages into $target"
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
