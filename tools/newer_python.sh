#!/usr/bin/env bash
# Print the path of a Python 3.12 or 3.13, for programs of others that need one.
set -eu -o pipefail
for candidate in python3.13 python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[23].*/bin/python; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
# Debian 12 packages none: uv, a program from PyPI, fetches one.
if python3 -m venv .cache/uv >&2 && .cache/uv/bin/pip install --quiet uv==0.13.9 >&2; then
    export UV_PYTHON_INSTALL_DIR="$PWD/.cache/python"
    if .cache/uv/bin/uv python install --quiet 3.13 >&2; then
        exec .cache/uv/bin/uv python find --managed-python 3.13
    fi
fi
echo "newer_python: no Python 3.12 or 3.13 was found, and none could be fetched. Install one, or set READERS_PYTHON=/path/to/python3.12." >&2
exit 1
