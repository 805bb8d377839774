"""Scripts of tests/interop/node, run by Node.js on the packages that tools/interop.sh installed."""

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent / "node"
PACKAGES = Path(__file__).parents[2] / ".cache" / "interop"


def script(name):
    """The path of a script beside its packages. Says what is missing, and how to get it."""
    if shutil.which("node") is None or not (PACKAGES / "node_modules").is_dir():
        raise AssertionError("Node.js or its packages are missing: run tools/system_packages.sh and tools/interop.sh")
    # Packages are looked for from where the script lies.
    copied = PACKAGES / name
    copied.write_bytes((HERE / name).read_bytes())
    return copied


@contextmanager
def conversation(name):
    """A running script that answers one line of JSON with another."""
    command = ["node", str(script(name))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(act, **given):
            process.stdin.write(json.dumps({"act": act, **given}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
        process.wait(timeout=20)
