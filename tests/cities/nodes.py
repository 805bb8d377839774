"""Two cities as real processes on loopback: each its own database, keys, web server and worker."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
from django.db import connection

from tests.template import FILE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 600
HOME, AWAY = "990100", "990200"


def empty_database(path):
    """All tables and nothing in them. The test's own database has them already, if it is one of memory."""
    if FILE:
        shutil.copy(FILE, path)
    elif connection.vendor == "sqlite":
        with closing(sqlite3.connect(path)) as file:
            connection.ensure_connection()
            connection.connection.backup(file)
    else:
        command = [sys.executable, "-m", "django", "migrate", "-v", "0", "--skip-checks"]
        subprocess.run(command, env=variables(path.parent, HOME, 9, f"sqlite:///{path}"), cwd=ROOT, check=True)
    with closing(sqlite3.connect(path)) as file:
        # Write-ahead logging, as every connection of ours asks for: settled before two processes open it at once.
        file.execute("PRAGMA journal_mode=WAL")


def variables(folder, code, port, database_url):
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "jiban.settings",
        "JIBAN_DATABASE_URL": database_url,
        "JIBAN_VAR": str(folder),
        "JIBAN_KEYRING_DIR": str(folder / "keys"),
        "JIBAN_TRUST_DIR": str(folder / "trust"),
        "JIBAN_KEYRING_SCRYPT_LOG2_N": "10",
        "JIBAN_JOB_LEASE_SECONDS": "2",
        "JIBAN_CITY_CODE": code,
        "JIBAN_CITY_KEY": f"city-{code}",
        "JIBAN_SITE_URL": f"http://127.0.0.1:{port}",
        "JIBAN_LOG_ORIGIN": f"log.example/{code}",
        "JIBAN_DEBUG": "1",
    }


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


REPORT = {
    "cases": "SELECT state FROM cases_case",
    "addresses": "SELECT json_extract(answers, '$.address') FROM cases_case",
    "applications": "SELECT state FROM cities_application",
    "waiting": "SELECT id FROM cities_outbound WHERE delivered_at IS NULL",
    "failed": "SELECT id FROM cities_outbound WHERE failed_at IS NOT NULL",
    "taken": "SELECT kind FROM cities_inbound ORDER BY kind",
    "sent": "SELECT kind FROM cities_outbound ORDER BY kind",
    "refused": "SELECT id FROM cities_refusedenvelope",
    "trouble": "SELECT trouble FROM cities_city",
}


class Node:
    def __init__(self, folder, code):
        self.folder, self.code, self.port = Path(folder), code, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes = {}
        self.hand = None

    @property
    def environment(self):
        return variables(self.folder, self.code, self.port, f"sqlite:///{self.folder / 'city.sqlite3'}")

    def run(self, *command, **more):
        done = subprocess.run(
            [sys.executable, "-m", *map(str, command)],
            env={**self.environment, **more}, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def act(self, *words):
        """One act of city_process.py in this city."""
        if self.hand is None:
            self.hand = subprocess.Popen(
                [sys.executable, "-m", "tests.cities.city_process"], env=self.environment, cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        self.hand.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self.hand.stdin.flush()
        answer = json.loads(self.hand.stdout.readline())
        assert "done" in answer, answer["failed"]
        return answer["done"]

    def close(self):
        """Nothing of this city runs any more."""
        self.stop()
        if self.hand is not None:
            self.hand.communicate()
            self.hand = None

    def meet(self, card):
        """The other city comes on the list; our own card."""
        file = self.folder / "other.json"
        file.write_text(card, encoding="utf-8")
        return self.act("meet", file)["card"]

    def all(self, sql):
        """Straight from the file: to ask in a process of its own takes seconds, and waiting asks often."""
        with closing(sqlite3.connect(self.folder / "city.sqlite3", timeout=60)) as file:
            return [row[0] for row in file.execute(sql)]

    def report(self):
        return {name: self.all(sql) for name, sql in REPORT.items()}

    def start(self, what, **more):
        commands = {
            "worker": ["jiban.cli", "worker"],
            "web": ["gunicorn", "jiban.wsgi:application", f"--bind=127.0.0.1:{self.port}", "--threads=4",
                    "--worker-class=gthread", "--log-level=error"],
        }  # fmt: skip
        command = [sys.executable, "-m", *commands[what]]
        out = (self.folder / f"{what}.log").open("ab")
        self.processes[what] = subprocess.Popen(
            command, env={**self.environment, **more}, cwd=ROOT, stdout=out, stderr=out
        )
        out.close()
        if what == "web":
            wait_until(self.is_listening)

    def is_listening(self):
        try:
            return httpx.get(self.url + "/health/live", timeout=20).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self, *names):
        for name in names or list(self.processes):
            process = self.processes.pop(name, None)
            if process is not None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=PATIENCE_SECONDS)

    def wait_for_death(self, what):
        code = self.processes.pop(what).wait(timeout=PATIENCE_SECONDS)
        assert code == -signal.SIGKILL

    def copied(self, folder):
        """The same city, as it stood, in a folder of its own and at the same address."""
        shutil.copytree(self.folder, folder)
        other = Node(folder, self.code)
        other.port, other.url = self.port, self.url
        return other


def wait_until(holds, *, seconds=PATIENCE_SECONDS):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = holds()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError("it did not come about in time")
