"""A throw-away PostgreSQL cluster from Debian's package: made in a temporary folder, reached by loopback, removed at the end."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing here outlives the tests, so nothing has to outlive a power cut. What a transaction sees stays as it is.
WITHOUT_CARE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"]


def binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("PostgreSQL is not installed: run tools/system_packages.sh")
    return found[-1].parent


def as_postgres(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its commands run as the package's own user."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address (postgresql://...) of a fresh cluster's database; stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="jiban-pg-"))
    data, password_file, log = folder / "data", folder / "password", folder / "log"
    password, port, tools = secrets.token_hex(8), free_port(), binaries()
    password_file.write_text(password, encoding="ascii")
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "postgres", folder], check=True)
    quiet = {"stdout": subprocess.DEVNULL}
    initdb = [
        tools / "initdb",
        "-D",
        data,
        "-U",
        "jiban",
        "--pwfile",
        password_file,
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
    ]
    subprocess.run(as_postgres(*initdb, "--locale=C.UTF-8", "--no-sync"), check=True, **quiet)
    settings = [*WITHOUT_CARE, f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", "max_connections=60"]
    options = " ".join([f"-p {port}", *(f"-c {setting}" for setting in settings)])
    start = [tools / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"]
    try:
        subprocess.run(as_postgres(*start), check=True, **quiet)
        yield f"postgresql://jiban:{password}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(as_postgres(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop"), check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)
