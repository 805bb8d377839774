"""Three cities and five witnesses as real processes on loopback, and what a test may do to them."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from jiban.node import cities
from jiban.standards.tlog import policy
from tests.nodes.operator import Operator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240  # the machine may be busy with something else
START_SECONDS = 900
LOOK_SECONDS = 0.2
WEB = httpx.Client(trust_env=False, timeout=60)
SETTINGS = {
    # Static files as they lie in the source, cheap key files, and nothing said but what is wrong.
    "JIBAN_DEBUG": "1",
    # The codes that officers sign in with stand on the page.
    "JIBAN_DEMO": "1",
    "JIBAN_KEYRING_SCRYPT_LOG2_N": "10",
    "JIBAN_LOG_LEVEL": "WARNING",
    "JIBAN_JOB_LEASE_SECONDS": "2",
}


def environment(node=None, **more):
    known = {name: value for name, value in os.environ.items() if not name.startswith("JIBAN_")}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**known, "PYTHONPATH": path, **(node.environment if node else {}), **more}


def jiban(*words, node=None):
    """Run a command to its end, as the operator of that node does."""
    command = [sys.executable, "-m", "jiban.cli", *map(str, words)]
    return subprocess.run(command, env=environment(node), cwd=ROOT, capture_output=True, text=True, check=False)


def wait_until(what, found, seconds=PATIENCE_SECONDS):
    """What `found` gives as soon as it is something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if answer := found():
            return answer
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited in vain: {what}")


def page(url):
    """The text at an address; empty if nobody answers."""
    try:
        answer = WEB.get(url)
    except httpx.HTTPError:
        return ""
    return answer.text if answer.is_success else ""


def first_of_free_ports(count):
    for first in range(20_000 + os.getpid() % 5000, 32_000, count):
        doors = [socket.socket() for _ in range(count)]
        try:
            for place, door in enumerate(doors):
                door.bind(("127.0.0.1", first + place))
        except OSError:
            continue
        else:
            return first
        finally:
            for door in doors:
                door.close()
    raise AssertionError("no free ports")


def processes(*words, parent=None):
    """Process ids whose command line holds all these words; with `parent`, its children only."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            state, above = (place / "stat").read_text().rpartition(") ")[2].split()[:2]
        except (OSError, UnicodeDecodeError):
            continue
        if state != "Z" and all(word in line for word in words) and parent in {None, int(above)}:
            found.append(int(place.name))
    return found


class City:
    """One node: its pages, its own commands, and its operator with key and database."""

    def __init__(self, node, watchers):
        self.node, self.watchers = node, {one.name: one for one in watchers}
        url = node.settings.get("JIBAN_DATABASE_URL", f"sqlite:///{node.folder / 'jiban.sqlite3'}")
        self.operator = Operator(url, node.log_key)
        self.rules = policy.parse((node.folder / "policy").read_text())

    def close(self):
        self.operator.database.close()

    def get(self, path):
        return WEB.get(f"{self.node.site}{path}")

    def head(self):
        """The head that the public is shown, judged by the policy."""
        answer = self.get("/log/checkpoint")
        return policy.judge(self.rules, answer.text) if answer.is_success else None

    def jiban(self, *words):
        return jiban(*words, node=self.node)

    def until_cosigned(self, by=4):
        """Wait until the newest head has that many cosignatures; the public's head then."""

        def found():
            waiting = self.operator.database.one("SELECT count(*) FROM ledger_waitingline")
            return not waiting and self.operator.cosigned() >= by

        wait_until(f"{by} cosignatures for {self.node.origin}", found)
        head = self.head()
        assert (head.checkpoint.size, head.is_met, len(head.witnesses) >= by) == (self.operator.size(), True, True)
        return head

    def grow(self, count=1):
        self.operator.write(count)
        return self.until_cosigned()


class World:
    def __init__(self, folder, first_port, server):
        self.folder, self.first_port, self.server = folder, first_port, server
        self.made = cities.read(folder, first_port=first_port)
        self.watchers = self.made.watchers
        self.said = folder / "said"
        self.process = None

    def start(self):
        words = ["node", "demo", self.folder, "--keep", "--server", self.server, "--port", self.first_port]
        command = [sys.executable, "-m", "jiban.cli", *map(str, words)]
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=said, stderr=said)
        before = self.said.stat().st_size

        def all_answer():
            assert self.process.poll() is None, self.said.read_text()
            return "都已启动。" in self.said.read_bytes()[before:].decode(errors="replace")

        wait_until("all to answer", all_answer, seconds=START_SECONDS)
        self.cities = {name: City(node, self.made.watchers_of(name)) for name, node in self.made.cities.items()}

    def stop(self):
        """By one signal; the exit code, and who is left."""
        for city in self.cities.values():
            city.close()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        return code, processes(str(self.folder))

    def city_process(self, name):
        [found] = processes("node run", str(self.made.cities[name].folder), parent=self.process.pid)
        return found

    def part_of(self, name, words):
        [found] = processes(words, parent=self.city_process(name))
        return found

    def witness_process(self, name):
        """The one that listens; its parent starts it again when it ends."""
        place = f"application('{self.watchers[name].folder}')"
        above = self.process.pid if name in cities.DEPARTMENTS else self.city_process(name)
        [found] = processes(place, parent=above)
        return found

    def until_witness_answers(self, name):
        wait_until(f"witness {name}", lambda: page(self.watchers[name].url))

    def restart_witness(self, name):
        """As its department does after a change of its settings."""
        before = self.witness_process(name)
        os.kill(before, signal.SIGTERM)
        wait_until(f"{name} to end", lambda: not Path(f"/proc/{before}").exists())
        self.until_witness_answers(name)
