"""Witnesses as processes of their own, on ports of this machine."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30


def variables(**more):
    known = {name: value for name, value in os.environ.items() if not name.startswith("JIBAN_")}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    # A database that cannot be reached: a witness must not need it.
    return {**known, "PYTHONPATH": path, "JIBAN_DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none", **more}


def command(*arguments):
    return [sys.executable, "-m", "jiban.cli", "witness", *map(str, arguments)]


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def start(folder, port, **more):
    process = subprocess.Popen(command("serve", folder, "--port", port), env=variables(**more), cwd=ROOT)
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=2)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    process.kill()
    process.wait()
    raise AssertionError("the witness did not start")


@contextmanager
def serving(folder, port=None, **more):
    """The address of a running witness; it is stopped at the end."""
    port = port or free_port()
    process = start(folder, port, **more)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)
