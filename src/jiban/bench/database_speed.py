"""Certificates through a real database and real worker processes: a temporary database, so that nothing stays."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from django.db import connection
from psycopg import sql

NAMES = ("sqlite", "postgresql")
WORKERS = 2
FEWEST, MOST = 16, 4000
CASES_PER_SECOND = 50
"""What a run is sized by: about the aim, so that `--seconds` is kept where the aim is."""
WARM_UP_CASES = 64
START_SECONDS = 60


class WorkerNotStartedError(Exception):
    """A worker process ended, or did not say that it started."""


def databases() -> Iterator[tuple[str, str]]:
    """The kinds to measure: SQLite always, PostgreSQL where the product is set up with it."""
    yield "sqlite", ""
    if connection.vendor == "postgresql":
        yield "postgresql", _server_address()


def _server_address() -> str:
    at = {name: quote(str(value or ""), safe="") for name, value in connection.settings_dict.items()}
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def measure(url: str, *, seconds: float) -> dict[str, float]:
    """Approve certificates and have two workers seal them, in a temporary database; `url` of a server, or "" for SQLite."""
    count = min(max(int(seconds * CASES_PER_SECOND), FEWEST), MOST)
    warm_up = min(WARM_UP_CASES, count)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiban-bench-")))
        database = stack.enter_context(temporary_database(url)) if url else f"sqlite:///{folder / 'jiban.sqlite3'}"
        environment = {**os.environ, **own_settings(folder, database)}
        _office(environment, "prepare", str(count + warm_up))
        workers = [stack.enter_context(_worker(environment, folder / f"worker-{n}.log")) for n in range(WORKERS)]
        told = _office(environment, "approve", str(warm_up), *map(str, workers))
    found: dict[str, float] = json.loads(told)
    return found


def own_settings(folder: Path, database: str) -> Mapping[str, str]:
    return {
        "JIBAN_VAR": str(folder),
        "JIBAN_KEYRING_DIR": str(folder / "keys"),
        "JIBAN_TRUST_DIR": str(folder / "trust"),
        "JIBAN_DATABASE_URL": database,
        "JIBAN_LOG_LEVEL": "INFO",
    }


def _office(environment: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "jiban.bench.office_process", *words]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


@contextmanager
def _worker(environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """A worker process that has said it started; its process number."""
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen([sys.executable, "-m", "jiban.cli", "worker"], env=environment, stderr=written)
    try:
        deadline = time.monotonic() + START_SECONDS
        while "worker started" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise WorkerNotStartedError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


@contextmanager
def temporary_database(server: str) -> Iterator[str]:
    """A database on the product's own server, dropped at the end. The product's user must be allowed to make one."""
    name = f"jiban_bench_{token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
