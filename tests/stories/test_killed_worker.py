"""kill -9 of a real worker process at every step, then a restart: the certificate is issued exactly once."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 1
PATIENCE_SECONDS = 300
STEPS = [
    "job-claimed",
    "papers-made",
    "before-commit",
    "after-commit",
    "hand-over-before-commit",
    "hand-over-after-commit",
    "ledger-claimed",
    "ledger-numbered",
    "ledger-signed",
    "ledger-sequenced",
]
ISSUED_ONCE = {
    "certificates": ["sealed"],
    "cases": ["issued"],
    "issue_steps": 1,
    "notices": 1,
    "seal_uses": 2,
    "log_lines": 1,
    "log_placed": 1,
    "log_fault": "",
    "open_jobs": 0,
    "files": True,
}


@pytest.fixture
def environment(transactional_db, migrated_file, tmp_path):
    """A village with one approved application, in a database that other processes can open."""
    variables = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "jiban.settings",
        "JIBAN_DATABASE_URL": database_url(tmp_path),
        "JIBAN_VAR": str(tmp_path),
        "JIBAN_KEYRING_DIR": str(tmp_path / "keys"),
        "JIBAN_TRUST_DIR": str(tmp_path / "trust"),
        "JIBAN_KEYRING_SCRYPT_LOG2_N": "10",
        "JIBAN_JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "JIBAN_JOB_MAX_ATTEMPTS": "50",
    }
    if connection.vendor == "sqlite":
        shutil.copy(migrated_file, tmp_path / "story.sqlite3")
    run([sys.executable, "-m", "tests.stories.worker_process", "prepare"], variables)
    return variables


def database_url(folder) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'story.sqlite3'}"
    at = {name: quote(str(value or ""), safe="") for name, value in connection.settings_dict.items()}
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def run(command, environment) -> str:
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    return done.stdout


def worker(environment, **more) -> subprocess.Popen:
    command = [sys.executable, "-m", "jiban.cli", "worker"]
    return subprocess.Popen(command, env={**environment, **more}, cwd=ROOT, stderr=subprocess.DEVNULL)


def report(environment) -> dict:
    return json.loads(run([sys.executable, "-m", "tests.stories.worker_process", "report"], environment))


def is_all_done(environment) -> bool:
    """Asked of the database itself, which takes a moment; a report takes a process."""
    questions = (
        "SELECT count(*) FROM jobs_job WHERE state <> 'done'",
        "SELECT count(*) FROM ledger_waitingline",
    )
    if connection.vendor == "sqlite":
        path = environment["JIBAN_DATABASE_URL"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as database:
            return not any(database.execute(question).fetchone()[0] for question in questions)
    with connection.cursor() as cursor:
        return not any(cursor.execute(question).fetchone()[0] for question in questions)


def waits_until(is_so) -> bool:
    """How long a step takes is the machine's business."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (so := is_so()) and time.monotonic() < until:
        time.sleep(0.2)
    return so


def work_until_issued(environment) -> dict:
    process = worker(environment)
    try:
        assert waits_until(lambda: is_all_done(environment))
        return report(environment)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def killed(environment, step) -> int:
    """A life that ends at `step`. One that an earlier life has passed is never reached again: then it ends from outside."""
    process = worker(environment, JIBAN_CRASH_AT=step)
    assert waits_until(lambda: process.poll() is not None or is_all_done(environment))
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=LEASE_SECONDS)  # the last step comes after the last commit
    process.kill()
    return process.wait()


def test_killed_at_every_step_one_after_the_other(environment):
    for step in STEPS:
        assert killed(environment, step) == -signal.SIGKILL
    assert work_until_issued(environment) == ISSUED_ONCE


def test_killed_at_random_moments(environment):
    chance = random.Random(20261124)
    for _ in range(6):
        process = worker(environment)
        time.sleep(chance.uniform(0.4, 3))
        process.kill()
        process.wait()
    assert work_until_issued(environment) == ISSUED_ONCE
