"""Two readers in Python that we did not write agree on our checkpoints, cosignatures, tiles, proofs and roots."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from jiban.ledger import questions, tree
from jiban.standards.tlog import canonical_base64, merkle, note
from tests.cosigning.conftest import own_log, witnesses  # noqa: F401 - fixtures
from tests.interop.test_go_log import NEW, OLD, published  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "read_log_by_others.py"


def readers_python():
    """Without it nothing is proved, so its absence is a failure, never a skip."""
    python = Path(os.environ.get("JIBAN_READERS_PYTHON", ROOT / ".cache/readers/bin/python"))
    if not python.exists():
        pytest.fail(f"{python} is missing: run `make .cache/readers/.ready`, or set JIBAN_READERS_PYTHON")
    return python


def read(folder, index=300):
    names = [folder / name for name in ("log", "vkeys", "old")]
    command = [readers_python(), SCRIPT, *names, str(index), folder / "entry"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def words(hashes):
    return [canonical_base64.encode(value) for value in hashes]


def test_they_read_what_we_publish_and_make_the_same_proofs_and_roots(published):  # noqa: F811
    answer = read(published)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["size"], len(told["witnesses"]), told["tiles"], told["bundles"]) == (NEW, 4, 4, 3)
    assert told["inclusion"] == words(merkle.inclusion_proof(300, NEW, tree.read_hashes))
    assert told["consistency"] == words(questions.consistency_proof(OLD, NEW))
    ours = {str(size): words([merkle.root(size, tree.read_hashes)])[0] for size in map(int, told["roots"])}
    assert told["roots"] == ours
    # They have passed over the SM2 line, which they do not know: log, SM2, four witnesses.
    assert len(note.parse((published / "log/checkpoint").read_text())[1]) == 6


@pytest.mark.parametrize("name", ["entry", "log/tile/0/001", "log/tile/entries/001", "log/checkpoint", "old"])
def test_they_refuse_what_was_changed(published, name):  # noqa: F811
    path = published / name
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    assert read(published).returncode == 1


def test_they_find_the_entry_nowhere_else(published):  # noqa: F811
    assert read(published, index=301).returncode == 1
