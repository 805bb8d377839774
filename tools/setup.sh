#!/usr/bin/env bash
# Make or update a virtual environment from a lock file with hashes.
# usage: PYTHON=python3 VENV=.venv tools/setup.sh LOCK [--bare]   (--bare: without jiban itself)
set -eu -o pipefail
lock=$1
mode=${2:-}
venv=${VENV:-.venv}
python=${PYTHON:-python3}

command -v "$python" >/dev/null || { echo "setup: $python not found. Install Python 3.11 or newer (apt-get install python3 python3-venv)." >&2; exit 1; }
"$python" - <<'CHECK' || exit 1
import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(f"setup: Python 3.11, 3.12 or 3.13 is needed, this is {sys.version.split()[0]}. Set PYTHON=/path/to/python3.")
CHECK
if ! "$python" -c "import ensurepip" 2>/dev/null; then
    echo "setup: Python's venv module is missing; installing the Debian package python3-venv"
    sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq python3-venv
fi
[ -x "$venv/bin/pip" ] || { mkdir -p "$(dirname "$venv")"; "$python" -m venv "$venv"; }
echo "setup: installing $lock into $venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock" 2>&1 | grep -v "^WARNING: Location" || true
"$venv/bin/pip" check --disable-pip-version-check >/dev/null || { echo "setup: packages do not fit together:" >&2; "$venv/bin/pip" check >&2; exit 1; }
if [ "$mode" != "--bare" ]; then
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>&1 | grep -v "^WARNING: Location" || true
    "$venv/bin/jiban" --version
fi
