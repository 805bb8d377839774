"""Run every test: libraries once, everything with a database on SQLite and on PostgreSQL, the browser stories on both.

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

from postgres import cluster

# Tests that share the processes of several cities stay together: those take long to start.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist=loadgroup", "--durations=12"]


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
    total = Sum()
    if chosen != "postgres":
        run("libraries and domain on SQLite", ["-m", "not story"], total)
        run("browser stories on SQLite", ["-m", "story"], total)
    if chosen != "sqlite":
        with cluster() as url:
            # What reaches no database is the same beside any, and so is how a page looks: the stories do both there too.
            apart = [
                f"--ignore=tests/{folder}" for folder in ("standards", "interop", "fuzz", "reading", "guards", "bench")
            ]
            domain = [*apart, "-m", "database and not story and not browser"]
            run("domain on PostgreSQL", domain, total, JIBAN_DATABASE_URL=url)
            run("browser stories on PostgreSQL", ["-m", "story"], total, JIBAN_DATABASE_URL=url)
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or total.skipped or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
