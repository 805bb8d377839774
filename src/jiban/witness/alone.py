"""How small programs keep what they must not forget: files written once, one SQLite file, one process that serves.

Of witness and mirror alike.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 20


def write_once(path: Path, text: str) -> None:
    """Readable by its own user only, and on the disk. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Without transactions of its own making; what is committed survives a power cut."""
    file = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        yield file
    finally:
        file.close()


def become_server(application: str, *, host: str, port: int) -> None:
    """Serve a WSGI application in place of this process: one for the supervisor to watch and to stop."""
    command = [sys.executable, "-m", "gunicorn", application, f"--bind={host}:{port}", "--workers=1"]
    command += ["--worker-class=gthread", "--threads=4", "--timeout=30", "--keep-alive=30", "--log-level=warning"]
    os.execv(sys.executable, command)  # noqa: S606 - our own command, no shell
