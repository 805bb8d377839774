import pytest

from jiban.ledger import keys, publish, questions
from jiban.ledger.errors import LedgerDamagedError
from jiban.ledger.models import Tile
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog.merkle import CompactRange, leaf_hash
from jiban.standards.tlog.tiles import parse_entry_bundle, split_hashes
from tests.ledger.story import at, entries, grow, write

pytestmark = pytest.mark.django_db


def test_a_stranger_rebuilds_the_log_from_its_files(settings, tmp_path):
    lines = grow(200, 100, 250)
    count = publish.write_files(tmp_path / "log")
    files = {str(path.relative_to(tmp_path / "log")) for path in (tmp_path / "log").rglob("*") if path.is_file()}
    assert files == {
        "checkpoint",
        *(f"tile/{level}/{name}" for level in ("0", "entries") for name in ("000", "001", "002.p/38")),
        "tile/1/000.p/2",
    }
    assert count == len(files)
    note = (tmp_path / "log" / "checkpoint").read_text(encoding="utf-8")
    head = tlog_checkpoint.open_checkpoint(note, origin=settings.LOG_ORIGIN, verifiers=[keys.verifier()])
    tree, entries = CompactRange(), []
    for name in ("000", "001", "002.p/38"):
        entries += parse_entry_bundle((tmp_path / "log" / "tile" / "entries" / name).read_bytes())
    for entry in entries:
        tree.append(leaf_hash(entry))
    assert entries == [bytes(line.entry) for line in lines]
    assert (tree.size, tree.root()) == (head.size, head.root)


def test_every_width_that_was_signed_stays_readable():
    grow(3)
    before = publish.tile_bytes("tile/0/000.p/3")
    grow(300)
    assert publish.tile_bytes("tile/0/000.p/3") == before
    assert publish.tile_bytes("tile/0/000")[:96] == before
    assert split_hashes(before) == [leaf_hash(entry) for entry in entries()[:3]]
    assert len(parse_entry_bundle(publish.tile_bytes("tile/entries/000.p/3"))) == 3


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/000",
        "tile/0/000.p/5",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
    ],
)
def test_what_the_log_has_not_signed_is_not_served(path):
    grow(4)
    write(1, first=4)
    assert publish.tile_bytes(path) is None


def test_an_empty_log_serves_nothing(tmp_path):
    assert publish.checkpoint_text() is None
    assert publish.tile_bytes("tile/0/000.p/1") is None
    assert publish.write_files(tmp_path / "log") == 0


def test_the_head_is_served_word_for_word():
    grow(4)
    assert publish.checkpoint_text() == questions.latest_checkpoint().note


def test_a_log_with_a_hole_is_not_written_out(tmp_path):
    grow(4)
    at(1).delete()
    assert publish.tile_bytes("tile/entries/000.p/4") is None
    with pytest.raises(LedgerDamagedError):
        publish.write_files(tmp_path / "log")
    Tile.objects.all().delete()
    assert publish.tile_bytes("tile/0/000.p/4") is None
