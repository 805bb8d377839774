"""A log with four witnesses of which three must cosign. They answer in this process; `down` says who does not."""

from urllib.parse import urlsplit

import pytest

from jiban.cosigning import http
from jiban.ledger import keys
from jiban.standards.tlog.witnessing import UnavailableError
from jiban.witness import answering, folder

NAMES = ("police", "civil", "second", "third")


class Witnesses:
    def __init__(self, place, vkey):
        self.place, self.down = place, set()
        self.vkeys = {name: folder.make(place / name, name=f"{name}.example/w", vkeys=[vkey]) for name in NAMES}
        self.restart()

    def restart(self):
        self.by_name = {name: answering.application(str(self.place / name)) for name in NAMES}

    def ask(self, method, address, body=""):
        name = urlsplit(address).hostname.removesuffix(".test")
        if name in self.down:
            raise UnavailableError("ConnectError")
        status, _, text = self.by_name[name].answer(method, urlsplit(address).path, body.encode())
        return int(status), text

    def policy(self, log_vkey, quorum="all"):
        lines = [f"log {log_vkey}"]
        lines += [f"witness {name} {self.vkeys[name].verifier.vkey} https://{name}.test/" for name in NAMES]
        return "\n".join([*lines, f"group {quorum} 3 {' '.join(NAMES)}", f"quorum {quorum}", ""])


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "keys"
    settings.LOG_ORIGIN = "log.example/test-county"


@pytest.fixture
def witnesses(own_log, settings, tmp_path, monkeypatch):
    vkey = keys.verifier().vkey
    made = Witnesses(tmp_path / "witnesses", vkey)
    monkeypatch.setattr(http, "_ask", made.ask)
    policy = tmp_path / "policy"
    policy.write_text(made.policy(vkey))
    settings.WITNESS_POLICY = str(policy)
    return made
