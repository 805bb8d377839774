#!/usr/bin/env bash
# Print the path of a Python 3.12 or 3.13, for programs of others that need one.
set -eu -o pipefail
for candidate in python3.13 python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[23].*/bin/python; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "newer_python: no Python 3.12 or 3.13 was found. Install one, or set READERS_PYTHON=/path/to/python3.12." >&2
exit 1
