"""Go's own reader of checksum databases agrees on our checkpoints, cosignatures, tiles and proofs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiban.cosigning import asking
from jiban.cosigning.cli import ledger
from jiban.ledger import keys, questions
from jiban.mirror import answering, folder
from jiban.mirror.copying import Outcome
from jiban.standards.tlog import canonical_base64, note
from tests.cosigning.conftest import own_log, witnesses  # noqa: F401 - fixtures
from tests.ledger.story import NOON, grow
from tests.mirror.a_site import serving

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parent / "go" / "read_log.go"
LIBRARY = Path("/usr/share/gocode")
OLD, NEW = 400, 749


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Built without a network, from what Debian installs (tools/system_packages.sh)."""
    if not shutil.which("go") or not (LIBRARY / "src/golang.org/x/mod/sumdb/tlog").exists():
        pytest.fail("Go or golang-golang-x-mod-dev is missing: run tools/system_packages.sh")
    folder = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(folder / "cache")}
    command = ["go", "build", "-o", str(folder / "read_log"), str(SOURCE)]
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True)
    return folder / "read_log"


@pytest.fixture
def published(witnesses, tmp_path):  # noqa: F811
    """A log of 749 entries, cosigned by four, and the checkpoint that it had at 400."""
    grow(OLD)
    (tmp_path / "old").write_text(questions.latest_checkpoint().note)
    lines = grow(NEW - OLD)
    assert asking.ask_all(NOON) == 4
    assert CliRunner().invoke(ledger, ["export", str(tmp_path / "log")]).exit_code == 0
    vkeys = [keys.verifier().vkey, *(one.verifier.vkey for one in witnesses.vkeys.values())]
    (tmp_path / "vkeys").write_text("\n".join(vkeys))
    (tmp_path / "entry").write_bytes(bytes(lines[300].entry))
    return tmp_path


def read(program, published, index=300):
    names = ["log", "vkeys", "old"]
    command = [program, *(published / name for name in names), str(index), published / "entry"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_go_reads_what_we_publish_and_makes_the_same_proofs(program, published):
    told = json.loads(read(program, published).stdout)
    assert (told["size"], told["signatures"]) == (NEW, 5)
    # Go has passed over the SM2 line, which it does not know.
    assert len(note.parse((published / "log/checkpoint").read_text())[1]) == 6
    from jiban.ledger import tree
    from jiban.standards.tlog import merkle

    ours = merkle.inclusion_proof(300, NEW, tree.read_hashes)
    assert told["inclusion"] == [canonical_base64.encode(value) for value in ours]
    ours = questions.consistency_proof(OLD, NEW)
    assert told["consistency"] == [canonical_base64.encode(value) for value in ours]


def test_go_reads_a_mirror_s_copy_just_so(program, published):
    with serving(published / "log") as (url, _):
        folder.make(published / "east", name="east.example/m", logs=[(keys.verifier().vkey, url)])
        mirror = answering.application(str(published / "east"))
        (log,) = mirror.settings.logs
        assert mirror.copier.look(log) is Outcome.COPIED
    (published / "log").rename(published / "site")
    mirror.settings.copies(log).rename(published / "log")
    told = json.loads(read(program, published).stdout)
    assert (told["size"], told["signatures"]) == (NEW, 5)
    assert "— east.example/m " in (published / "log/checkpoint").read_text()


@pytest.mark.parametrize("name", ["entry", "log/tile/0/001", "log/checkpoint", "old"])
def test_go_refuses_what_was_changed(program, published, name):
    path = published / name
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    assert read(program, published).returncode == 1


def test_go_finds_the_entry_nowhere_else(program, published):
    assert read(program, published, index=301).returncode == 1
