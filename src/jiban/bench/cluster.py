"""A PostgreSQL server of the bench's own, from the system's package: in a temporary folder, gone at the end."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

PACKAGE = Path("/usr/lib/postgresql")
START_SECONDS = 60
# What suits a machine with a few GiB; a real server is tuned as docs/how-to/run-on-postgresql.md says.
MEMORY = ("shared_buffers=512MB", "effective_cache_size=4GB", "max_wal_size=4GB", "work_mem=16MB")


class NoServerError(Exception):
    """PostgreSQL is not installed here, and no server was named."""


@contextmanager
def cluster(*, durable: bool) -> Iterator[str]:
    """The address of a fresh server. Without `durable` nothing is forced to the disk: for measuring reads alone."""
    tools = _tools()
    folder = Path(tempfile.mkdtemp(prefix="jiban-bench-pg-"))
    password, port = secrets.token_hex(8), _free_port()
    password_file = folder / "password"
    password_file.write_text(password, encoding="ascii")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(password_file, "postgres")
    data = folder / "data"
    making = ["-D", data, "-U", "jiban", "--pwfile", password_file, "-A", "scram-sha-256", "-E", "UTF8"]
    _run(tools / "initdb", *making, "--locale=C.UTF-8", "--lc-collate=C", "--no-sync")
    settings = [f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", *MEMORY]
    settings += [] if durable else ["fsync=off", "synchronous_commit=off"]
    said = f"-p {port} " + " ".join(f"-c {each}" for each in settings)
    try:
        _run(tools / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", START_SECONDS, "-o", said, "start")
        yield f"postgresql://jiban:{password}@127.0.0.1:{port}/postgres"
    finally:
        _run(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def database(server: str, name: str) -> str:
    """The address of a database of that name, made if it is not there."""
    with psycopg.connect(server, autocommit=True) as session:
        known = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def postmaster_of(server: str) -> int:
    """The process above all of a server on this machine."""
    with psycopg.connect(server) as session:
        folder = session.execute("SHOW data_directory").fetchone()
        assert folder is not None  # noqa: S101 - the server has one
    return int((Path(folder[0]) / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])


def _tools() -> Path:
    found = sorted(PACKAGE.glob("*/bin/initdb"))
    if not found:
        raise NoServerError("PostgreSQL is not installed here: name a server with --server")
    return found[-1].parent


def _run(*words: object, check: bool = True) -> None:
    """PostgreSQL refuses to run as root: then its commands run as the package's own user."""
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603 - our own words


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
