"""Real processes on one database: killed at every step, and racing each other."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
BEFORE = {"indices": list(range(5)), "waiting": 4, "sizes": [5], "fault": None}
AFTER = {"indices": list(range(9)), "waiting": 0, "sizes": [5, 9], "fault": None}


@pytest.fixture
def environment(transactional_db, migrated_file, tmp_path):
    """On SQLite the test database lives in this process's memory: other processes get a file."""
    if connection.vendor == "sqlite":
        shutil.copy(migrated_file, tmp_path / "log.sqlite3")
        return variables(tmp_path, f"sqlite:///{tmp_path / 'log.sqlite3'}")
    at = {name: quote(str(value or ""), safe="") for name, value in connection.settings_dict.items()}
    return variables(tmp_path, f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}")


def variables(folder, database_url):
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "JIBAN_DATABASE_URL": database_url,
        "JIBAN_VAR": str(folder),
        "JIBAN_KEYRING_DIR": str(folder / "keys"),
        "JIBAN_LOG_ORIGIN": "log.example/test-county",
    }


def start(environment, *act):
    command = [sys.executable, "-m", "tests.ledger.log_process", *map(str, act)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def run(environment, *act):
    process = start(environment, *act)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize(
    ("step", "left_behind"),
    [
        ("ledger-claimed", BEFORE),
        ("ledger-numbered", BEFORE),
        ("ledger-tiles-stored", BEFORE),
        ("ledger-signed", BEFORE),
        ("ledger-sequenced", AFTER),
    ],
)
def test_a_sequencer_killed_at_any_step_loses_and_doubles_nothing(environment, step, left_behind):
    code, _ = run(environment, "crash", step)
    assert code == -signal.SIGKILL
    assert run(environment, "recover") == (0, [left_behind, AFTER])


def test_two_sequencers_and_two_writers_at_once_make_one_dense_log(environment):
    processes = [start(environment, "write", first, 100) for first in (0, 100)]
    processes += [start(environment, "sequence", holder, 200) for holder in ("first", "second")]
    assert {process.stdout.readline() for process in processes} == {"ready\n"}
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=PATIENCE_SECONDS)
    assert {process.returncode for process in processes} == {0}
    _, [end] = run(environment, "report")
    assert (end["indices"], end["waiting"], end["fault"]) == (list(range(200)), 0, None)
    assert end["sizes"] == sorted(set(end["sizes"]))
    assert end["sizes"][-1] == 200
    assert len(end["sizes"]) > 1
