"""A small node of a worker alone, with witnesses of its own, for tests that take its disk or its network away."""

import shutil
import subprocess
import sys
from contextlib import contextmanager

from jiban.node import folder as folders
from jiban.node.cities import Watcher, policy_text
from jiban.node.folder import Address, Node
from jiban.witness import folder as witness_folder
from tests.nodes.world import ROOT, SETTINGS, City, environment, page, wait_until


class LoneCity(City):
    """Without pages: its head is read from its own files."""

    def head(self):
        raise AssertionError("a lone city has no pages")

    def until_cosigned(self, by=1):
        def found():
            waiting = self.operator.database.one("SELECT count(*) FROM ledger_waitingline")
            return not waiting and self.operator.cosigned() >= by

        wait_until(f"{by} cosignatures for {self.node.origin}", found)


def make(folder, empty_database, places):
    """A node in `folder` and a witness in each of `places`: folder and address by name."""
    node = Node(
        folder=folder,
        origin="lone.example/log",
        site="http://127.0.0.1:1",
        listen=Address("127.0.0.1", 1),
        witness=None,
        settings=SETTINGS,
    )
    key, _ = folders.make(node, witness_name="")
    shutil.copy(empty_database, folder / "jiban.sqlite3")
    watchers = []
    for name, (place, listen) in places.items():
        made = witness_folder.make(place, name=f"{name}.example/witness", vkeys=[key.vkey])
        watchers.append(Watcher(name, place, listen, made.verifier))
    text = policy_text(key.vkey, watchers)
    if len(watchers) == 1:
        text = text.replace("group all-kinds 3", "group all-kinds 1")
    (folder / folders.POLICY).write_text(text)
    return LoneCity(node, watchers)


@contextmanager
def running(*words, node=None, inside=""):
    """A command of ours until the end of the block, if need be inside a network namespace."""
    around = ["ip", "netns", "exec", inside] if inside else []
    command = [*around, sys.executable, "-m", "jiban.cli", *map(str, words)]
    process = subprocess.Popen(command, env=environment(node), cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def witness(watcher, inside=""):
    words = ("serve", watcher.folder, "--host", watcher.listen.host, "--port", watcher.listen.port)
    with running("witness", *words, inside=inside) as process:
        wait_until(f"witness {watcher.name}", lambda: page(watcher.url))
        yield process
