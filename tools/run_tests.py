"""Run every test: everything on SQLite, and on PostgreSQL what reaches the database, with the browser stories.

Prints one closing line with the sums. A skipped test is a failure: nothing is left out in silence.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import psycopg
from postgres import cluster

# Each begins with its share, in order, so that a module's browser and data are made once; who is done first takes over
# from another. Twice as many as two cores: a good part of the tests waits for processes that they started.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "4", "--dist", "worksteal", "--durations=12"]
TEMPLATE = "jiban_template"
# Apart is what reaches no database, and what looks at single pages in a browser: a page looks the same on any. The
# stories run there too, all of them: they walk through the statements in their order, and only there each request of a
# browser has a connection of its own (on SQLite in memory all share one).
APART = ("standards", "interop", "fuzz", "reading", "guards", "bench")
ON_POSTGRESQL = [
    *(f"--ignore=tests/{folder}" for folder in APART),
    "-m",
    "database and (story or not browser) and not own_database and not any_database",
]


@dataclass
class Sum:
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def run(name: str, arguments: list[str], total: Sum, **environment: str) -> None:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST, *arguments, f"--junitxml={report}"]
        code = subprocess.run(command, check=False, env={**os.environ, **environment}).returncode
        count(report, total, broken=code != 0)
    print(f"== {name}: {time.monotonic() - began:.0f} s", flush=True)


def migrate(*database_urls: str) -> None:
    """Let the migrations run once for each kind of database; the tests begin with copies (tests/template.py)."""
    command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jiban.settings"}
    running = [subprocess.Popen(command, env={**environment, "JIBAN_DATABASE_URL": url}) for url in database_urls]
    if any(process.wait() for process in running):
        sys.exit("the migrations failed")


def count(report: Path, total: Sum, *, broken: bool) -> None:
    if not report.exists():
        total.failed += 1
        return
    failed = 0
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - our own report
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        total.skipped += skipped
        total.passed += int(suite.get("tests", 0)) - failed - skipped
    total.failed += max(failed, int(broken))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    chosen = parser.parse_args().only
    # Compiled once, not by each of the hundreds of processes that the tests start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    total = Sum()
    with cluster() as url, tempfile.TemporaryDirectory() as folder:
        server, file = url.rpartition("/")[0], Path(folder) / "template.sqlite3"
        psycopg.connect(url, autocommit=True).execute(f"CREATE DATABASE {TEMPLATE}").connection.close()
        migrate(f"{server}/{TEMPLATE}", f"sqlite:///{file}")
        # Cities that tests start as processes are on either, whatever the tests run on: tables are made once for them too.
        made = {"JIBAN_TEST_FILE": str(file), "JIBAN_TEST_SERVER": f"{server}/{TEMPLATE}"}
        if chosen != "postgres":
            run("everything on SQLite", [], total, JIBAN_TEST_TEMPLATE=str(file), **made)
        if chosen != "sqlite":
            there = {"JIBAN_DATABASE_URL": url, "JIBAN_TEST_TEMPLATE": TEMPLATE}
            run("domain and stories on PostgreSQL", ON_POSTGRESQL, total, **there, **made)
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or total.skipped or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
