from datetime import timedelta

import pytest

from jiban.ledger import keys, places, sequencer
from jiban.ledger.errors import LedgerDamagedError, SmallerTreeError
from jiban.ledger.models import Checkpoint, Line, Run, SequencerLease, Tile, WaitingLine
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog.merkle import CompactRange, leaf_hash
from jiban.standards.tlog.tiles import width_at
from tests.ledger.story import NOON, grow, sequence, write

pytestmark = pytest.mark.django_db


def test_lines_get_dense_indices_in_the_order_they_were_written(settings):
    grow(3, 1, 300)
    assert [places.of_line(line) for line in Line.objects.order_by("id")] == list(range(304))
    assert list(Run.objects.order_by("first_index").values_list("first_index", "count")) == [(0, 3), (3, 1), (4, 300)]


def test_the_head_signs_exactly_the_lines_in_the_log(settings):
    lines, tree = grow(3, 2), CompactRange()
    for line in lines:
        tree.append(leaf_hash(bytes(line.entry)))
    newest = Checkpoint.objects.order_by("-size").first()
    head = tlog_checkpoint.open_checkpoint(newest.note, origin=settings.LOG_ORIGIN, verifiers=[keys.verifier()])
    assert (head.size, head.root) == (5, tree.root())
    assert (newest.size, bytes(newest.root), newest.created_at) == (5, tree.root(), NOON)


def test_every_signed_head_is_kept():
    grow(2, 2, 2)
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [2, 4, 6]


def test_nothing_to_do_signs_nothing():
    assert sequence() == 0
    grow(1)
    assert sequence() == 0
    assert Checkpoint.objects.count() == 1


def test_more_than_a_batch_takes_several_rounds(monkeypatch):
    monkeypatch.setattr(sequencer, "MOST_LINES", 4)
    write(10)
    assert [sequence() for _ in range(4)] == [4, 4, 2, 0]
    assert (WaitingLine.objects.count(), places.first_unused()) == (0, 10)


def test_tiles_grow_in_place_and_are_never_more_than_needed():
    grow(255, 1, 1, 300)
    widths = {(tile.level, tile.number): len(tile.data) // 32 for tile in Tile.objects.all()}
    assert widths == {(0, 0): 256, (0, 1): 256, (0, 2): 45, (1, 0): 2}
    assert all(width == width_at(level, number, 557) for (level, number), width in widths.items())


def test_a_line_without_a_place_may_be_written_before_one_with_a_place():
    """On PostgreSQL a lower id can become visible after a higher one was sequenced."""
    lines = write(4)
    early = lines[1]
    Line.objects.filter(pk=early.pk).delete()
    assert sequence() == 3
    early.save(force_insert=True)
    WaitingLine.objects.create(line=early)
    assert places.of_line(early) is None
    assert sequence() == 1
    assert [places.of_line(line) for line in lines] == [0, 3, 1, 2]
    assert places.entries(0, 4) == [bytes(lines[number].entry) for number in (0, 2, 3, 1)]
    assert places.entries(1, 3) == [bytes(lines[number].entry) for number in (2, 3)]


def test_only_one_of_two_sequencers_works_at_a_time():
    write(1)
    assert sequencer.claim(NOON, holder="worker-1") == 1
    assert sequence(holder="worker-2") == 0
    assert sequence(holder="worker-1") == 1


def test_the_lease_is_free_again_after_a_batch():
    grow(1)
    write(1, first=1)
    assert sequence(holder="worker-2") == 1


def test_the_lease_of_a_dead_sequencer_runs_out():
    write(1)
    sequencer.claim(NOON, holder="dead")
    just_before = NOON + timedelta(seconds=sequencer.LEASE_SECONDS - 1)
    assert sequencer.sequence(just_before, holder="worker-2") == 0
    assert sequencer.sequence(just_before + timedelta(seconds=1), holder="worker-2") == 1


def test_a_sequencer_that_was_too_slow_notices_that_another_took_over():
    write(1)
    turn = sequencer.claim(NOON, holder="slow")
    assert sequence(holder="worker-2", minutes=1) == 1
    write(1, first=1)
    assert sequencer._sequence_batch(NOON, turn=turn) == 0
    assert Checkpoint.objects.count() == SequencerLease.objects.count() == 1


def test_a_log_whose_tiles_were_changed_is_not_signed_again():
    grow(5)
    tile = Tile.objects.get()
    tile.data = bytes(32) + bytes(tile.data)[32:]
    tile.save()
    write(1, first=5)
    with pytest.raises(LedgerDamagedError):
        sequence()
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("data", [b"", bytes(32), bytes(32 * 6)])
def test_a_log_whose_tiles_have_another_width_is_not_signed_again(data):
    grow(5)
    Tile.objects.update(data=data)
    write(1, first=5)
    with pytest.raises(LedgerDamagedError):
        sequence()


def test_a_smaller_tree_is_never_signed():
    grow(5)
    newest = Checkpoint.objects.get()
    for size in (4, 5):
        with pytest.raises(SmallerTreeError):
            sequencer._sign(newest, size=size, root=bytes(32), now=NOON)
