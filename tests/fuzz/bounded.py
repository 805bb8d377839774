"""Run a fuzzer in a process of its own, so that its memory counts alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def fuzz(module, *arguments, environment=None):
    """The finished run. A process starts with the largest size of the one that it was made from (getrusage(2), ru_maxrss),
    which here would be the whole of pytest: the shell between the two is small."""
    python = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", *python],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
