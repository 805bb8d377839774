import pytest

from jiban.ledger import keys
from jiban.ledger.commitments import entry_bytes
from jiban.ledger.fsck import FaultKind, fsck
from jiban.ledger.models import Checkpoint, Run, Tile
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import complete_root, leaf_hash
from jiban.standards.tlog.note import Signer
from jiban.standards.tlog.tiles import split_hashes
from tests.ledger.story import NOON, at, entries, grow, write

pytestmark = pytest.mark.django_db

OTHER_ENTRY = entry_bytes("certificate-issued", b"\x07" * 32)


def first_fault():
    fault = fsck().fault
    return fault and (fault.kind, fault.place)


def test_an_empty_log_is_whole():
    report = fsck()
    assert report.is_clean
    assert (report.lines, report.waiting, report.tiles, report.checkpoints) == (0, 0, 0, 0)


def test_an_honest_log_is_whole():
    grow(1, 4, 300, 207, 3)
    write(2, first=515)
    report = fsck()
    assert report.is_clean
    assert (report.lines, report.waiting, report.tiles, report.checkpoints) == (515, 2, 4, 5)


@pytest.mark.parametrize("index", [0, 3, 4, 7, 300, 514])
def test_a_changed_line_is_found(index):
    grow(4, 4, 507)
    at(index).update(entry=OTHER_ENTRY)
    assert first_fault() == (FaultKind.LINE_CHANGED, str(index))


def test_a_line_that_is_no_entry_is_found():
    grow(4)
    at(2).update(entry=b"{}")
    assert first_fault() == (FaultKind.LINE_CHANGED, "2")


@pytest.mark.parametrize("index", [0, 3, 299])
def test_a_deleted_line_is_found(index):
    grow(4, 296)
    at(index).delete()
    assert first_fault() == (FaultKind.LINE_MISSING, str(index))


def test_a_line_whose_place_was_taken_away_is_found():
    lines = grow(4)
    Run.objects.all().delete()
    Run.objects.create(first_index=0, first_line=lines[0].pk, count=1)
    Run.objects.create(first_index=2, first_line=lines[2].pk, count=2)
    assert first_fault() == (FaultKind.LINE_MISSING, "1")


def test_a_place_that_two_lines_claim_is_found():
    lines = grow(4)
    Run.objects.all().delete()
    Run.objects.create(first_index=0, first_line=lines[0].pk, count=3)
    Run.objects.create(first_index=2, first_line=lines[3].pk, count=2)
    assert first_fault() == (FaultKind.LINE_MISSING, "3")


def test_two_lines_that_changed_places_are_found():
    first, second = grow(1, 1, 1, 1)[1:3]
    Run.objects.filter(first_index=1).delete()
    Run.objects.filter(first_index=2).update(first_line=first.pk)
    Run.objects.create(first_index=1, first_line=second.pk, count=1)
    assert first_fault() == (FaultKind.LINE_CHANGED, "1")


def test_a_line_past_the_signed_head_is_found():
    grow(4)
    (late,) = write(1, first=4)
    Run.objects.create(first_index=4, first_line=late.pk, count=1)
    assert first_fault() == (FaultKind.LINE_UNSIGNED, "4")


@pytest.mark.parametrize(
    ("level", "number", "hash_number", "path"),
    [(0, 0, 0, "tile/0/000"), (0, 0, 255, "tile/0/000"), (0, 1, 3, "tile/0/001.p/44"), (1, 0, 0, "tile/1/000.p/1")],
)
def test_a_changed_tile_is_found(level, number, hash_number, path):
    grow(4, 296)
    tile = Tile.objects.get(level=level, number=number)
    data = bytearray(tile.data)
    data[hash_number * 32] ^= 1
    Tile.objects.filter(pk=tile.pk).update(data=bytes(data))
    kind, place = first_fault()
    assert (kind, place.removesuffix(".p/44")) == (FaultKind.TILE_CHANGED, path.removesuffix(".p/44"))


def test_a_deleted_tile_is_found():
    grow(300)
    Tile.objects.filter(level=1).delete()
    assert first_fault() == (FaultKind.TILE_MISSING, "tile/1/000.p/1")


def test_a_tile_that_was_cut_is_found():
    grow(300)
    tile = Tile.objects.get(level=0, number=1)
    Tile.objects.filter(pk=tile.pk).update(data=bytes(tile.data)[:-32])
    assert first_fault() == (FaultKind.TILE_MISSING, "tile/0/001.p/44")


def test_a_tile_too_many_is_found():
    grow(4)
    Tile.objects.create(level=0, number=7, data=bytes(32))
    assert first_fault() == (FaultKind.TILE_UNSIGNED, "tile/0/007")


def test_a_line_changed_together_with_all_its_tiles_contradicts_the_head():
    grow(4, 296)
    at(2).update(entry=OTHER_ENTRY)
    rebuild_tiles()
    assert first_fault() == (FaultKind.CHECKPOINT_CONTRADICTED, "4")


def test_a_head_signed_by_a_stranger_is_found(settings):
    grow(4, 4)
    old = Checkpoint.objects.get(size=4)
    forged = tlog_checkpoint.sign(
        tlog_checkpoint.Checkpoint(settings.LOG_ORIGIN, 4, bytes(old.root)), [Signer.generate(settings.LOG_ORIGIN)]
    )
    Checkpoint.objects.filter(size=4).update(note=forged)
    assert first_fault() == (FaultKind.CHECKPOINT_FALSE, "4")


def test_a_head_with_a_changed_note_is_found():
    grow(4)
    head = Checkpoint.objects.get()
    Checkpoint.objects.update(note=head.note.replace("\n4\n", "\n5\n"))
    assert first_fault() == (FaultKind.CHECKPOINT_FALSE, "4")


def test_a_head_whose_row_says_other_than_its_note_is_found():
    grow(4, 4)
    Checkpoint.objects.filter(size=4).update(root=bytes(32))
    assert first_fault() == (FaultKind.CHECKPOINT_CHANGED, "4")


def test_a_false_head_signed_with_the_logs_own_key_is_found(settings):
    grow(4, 4)
    false = tlog_checkpoint.Checkpoint(settings.LOG_ORIGIN, 6, bytes(32))
    note = tlog_checkpoint.sign(false, [keys.signer()])
    Checkpoint.objects.create(size=6, root=bytes(32), note=note, created_at=NOON)
    assert first_fault() == (FaultKind.CHECKPOINT_CONTRADICTED, "6")


def test_a_head_that_was_taken_away_is_found():
    grow(4, 4)
    Checkpoint.objects.filter(size=8).delete()
    assert first_fault() == (FaultKind.LINE_UNSIGNED, "4")


def test_another_key_finds_every_head_false(settings):
    grow(4)
    fault = fsck(Signer.generate(settings.LOG_ORIGIN).verifier).fault
    assert str(fault) == "checkpoint-false 4"


def test_the_tiles_of_these_tests_are_rebuilt_as_the_log_builds_them():
    grow(4, 296)
    before = list(Tile.objects.order_by("level", "number").values_list("level", "number", "data"))
    rebuild_tiles()
    after = list(Tile.objects.order_by("level", "number").values_list("level", "number", "data"))
    assert [bytes(data) for *_, data in before] == [bytes(data) for *_, data in after]
    assert split_hashes(bytes(before[-1][2])) == [complete_root(split_hashes(bytes(before[0][2])))]


def rebuild_tiles():
    """What somebody with the whole database in hand, but not the key, would do."""
    builder = TileBuilder()
    for entry in entries():
        builder.append(leaf_hash(entry))
    Tile.objects.all().delete()
    Tile.objects.bulk_create(
        Tile(level=tile.level, number=tile.number, data=data) for tile, data in builder.take_changed()
    )
