"""A log that was written before places stood in runs keeps each line's place."""

import os
import sqlite3
import subprocess
import sys

PLACED = {1: 0, 2: 1, 5: 2, 6: 3, 3: 4, 7: 5, 8: 6}
WAITING = {4, 9}


def migrate(file, *words):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jiban.settings",
        "JIBAN_DATABASE_URL": f"sqlite:///{file}",
    }
    command = [sys.executable, "-m", "django", "migrate", "ledger", *words, "-v", "0"]
    subprocess.run(command, env=environment, check=True)


def test_places_and_the_queue_are_taken_over(tmp_path):
    file = tmp_path / "old.sqlite3"
    migrate(file, "0003")
    rows = [(key, f"line-{key}", b"{}", PLACED.get(key), "2026-11-24") for key in (*PLACED, *WAITING)]
    with sqlite3.connect(file) as session:
        session.executemany(
            'INSERT INTO ledger_line (id, key, entry, "index", created_at) VALUES (?, ?, ?, ?, ?)', rows
        )
    migrate(file)
    with sqlite3.connect(file) as session:
        runs = session.execute("SELECT first_index, first_line, count FROM ledger_run ORDER BY 1").fetchall()
        waiting = {key for (key,) in session.execute("SELECT line_id FROM ledger_waitingline")}
    assert runs == [(0, 1, 2), (2, 5, 2), (4, 3, 1), (5, 7, 2)]
    assert waiting == WAITING
