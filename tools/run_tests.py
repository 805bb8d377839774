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


def migrate(database_url: str) -> None:
    """Let the migrations run once; every process of the tests begins with a copy (tests/template.py)."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jiban.settings", "JIBAN_DATABASE_URL": database_url}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], check=True, env=environment)


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
    with cluster() as url:
        server, template = url.rpartition("/")[0], "jiban_template"
        psycopg.connect(url, autocommit=True).execute(f"CREATE DATABASE {template}").connection.close()
        migrate(f"{server}/{template}")
        if chosen != "postgres":
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "template.sqlite3"
                migrate(f"sqlite:///{file}")
                # The three cities of tests/nodes have one on PostgreSQL: there too the tables are made once.
                environment = {"JIBAN_TEST_TEMPLATE": str(file), "JIBAN_TEST_SERVER": f"{server}/{template}"}
                run("everything on SQLite", [], total, **environment)
        if chosen != "sqlite":
            # Apart is what reaches no database, and what looks at single pages in a browser: a page looks the same on
            # any. The stories run there too, all of them: they walk through the statements in their order, and only
            # there each request of a browser has a connection of its own (on SQLite in memory all share one).
            apart = [
                f"--ignore=tests/{folder}" for folder in ("standards", "interop", "fuzz", "reading", "guards", "bench")
            ]
            chosen_there = [*apart, "-m", "database and (story or not browser) and not own_database"]
            run(
                "domain and stories on PostgreSQL",
                chosen_there,
                total,
                JIBAN_DATABASE_URL=url,
                JIBAN_TEST_TEMPLATE=template,
            )
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or total.skipped or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
