"""The Python of requirements/oracles.lock: programs that are not ours and that read what we made."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def oracle_python():
    """Without it nothing is proved, so its absence is a failure, never a skip."""
    python = Path(os.environ.get("JIBAN_ORACLES_PYTHON", REPOSITORY / ".cache/oracles/bin/python"))
    if not python.exists():
        pytest.fail(f"{python} is missing: run `make .cache/oracles/.ready`, or set JIBAN_ORACLES_PYTHON")
    return python
