"""An operator with the key and the database tries to cheat; the witnesses object, and the log keeps what they show."""

from datetime import timedelta

import pytest

from jiban.cosigning import alarms, asking, questions
from jiban.cosigning.models import Alarm
from jiban.ledger import keys, sequencer, tree
from jiban.ledger.commitments import Kind, entry_bytes
from jiban.ledger.errors import LedgerStoppedError
from jiban.ledger.models import Checkpoint, Run, Tile
from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import leaf_hash
from tests.ledger.story import NOON, at, entries, grow, promise, sequence, write

pytestmark = pytest.mark.django_db


def ask(minutes=0):
    return asking.ask_all(NOON + timedelta(minutes=minutes))


def rebuild(*, note_size):
    """What an operator with the key can do: make all tiles anew from the lines and sign the root as the head."""
    Tile.objects.all().delete()
    builder = TileBuilder()
    for entry in entries():
        builder.append(leaf_hash(entry))
    tree.store(builder)
    head = checkpoint.Checkpoint("log.example/test-county", builder.size, builder.root())
    Checkpoint.objects.filter(size__gte=note_size).delete()
    Checkpoint.objects.create(size=head.size, root=head.root, note=checkpoint.sign(head, [keys.signer()]))


def rewrite(index):
    forged = entry_bytes(Kind.CERTIFICATE_ISSUED, promise(999))
    at(index).update(entry=forged)


def forget_cosignatures():
    from jiban.cosigning.models import Cosignature, WitnessState

    Cosignature.objects.all().delete()
    WitnessState.objects.update(due_at=NOON)


@pytest.fixture
def cosigned(witnesses):
    grow(5)
    assert ask() == 4
    return witnesses


def assert_stopped_by(kind):
    assert {alarm.kind for alarm in Alarm.objects.all()} == {kind}
    assert all(alarm.is_proved for alarm in Alarm.objects.all())
    write(1, first=500)
    with pytest.raises(LedgerStoppedError):
        sequence(minutes=60)


def test_a_rewritten_entry_stops_the_log(cosigned):
    rewrite(2)
    rebuild(note_size=5)
    forget_cosignatures()
    assert ask(1) == 0
    assert Alarm.objects.count() == 4
    assert_stopped_by("inconsistent")


def test_a_rewritten_entry_under_new_ones_stops_the_log(cosigned):
    rewrite(2)
    rebuild(note_size=5)
    grow(3)
    assert ask(1) == 0
    assert_stopped_by("inconsistent")
    # The public still gets the head that was cosigned before: with four witnesses objecting no other gets there.
    assert questions.published_head().size == 5


def test_a_log_put_back_from_an_old_copy_stops(cosigned):
    """Nobody meant harm: a database was restored from last night."""
    grow(4)
    ask()
    for index in range(5, 9):
        at(index).delete()
    Run.objects.filter(first_index__gte=5).delete()
    Checkpoint.objects.filter(size__gt=5).delete()
    rebuild(note_size=5)
    forget_cosignatures()
    assert ask(1) == 0
    assert_stopped_by("ahead")


def test_the_evidence_convinces_whoever_has_the_logs_key(cosigned):
    rewrite(2)
    rebuild(note_size=5)
    forget_cosignatures()
    ask(1)
    alarm = Alarm.objects.first()
    key = keys.verifier()
    theirs = checkpoint.open_checkpoint(alarm.theirs, origin=key.name, verifiers=[key])
    ours = checkpoint.open_checkpoint(alarm.request.partition("\n\n")[2], origin=key.name, verifiers=[key])
    assert (theirs.size, ours.size) == (5, 5)
    assert theirs.root != ours.root


def test_two_histories_shown_to_different_witnesses_are_seen_by_each_other(cosigned):
    """The second half is shown to police and civil only; the others see another one. Neither has three."""
    cosigned.down = {"second", "third"}
    grow(3)
    assert ask() == 2
    rewrite(6)
    rebuild(note_size=8)
    forget_cosignatures()
    cosigned.down = {"police", "civil"}
    assert ask(1) == 2
    assert questions.published_head().is_met is False
    cosigned.down = set()
    assert ask(30) == 0
    assert_stopped_by("inconsistent")


def test_one_dishonest_witness_of_four_does_not_make_two_histories(cosigned):
    """`third` signs whatever it is shown. Both sides have it, and neither gets three."""
    text = {}
    for side, words in (("left", "left"), ("right", "right")):
        head = checkpoint.Checkpoint("log.example/test-county", 6, leaf_hash(words.encode()))
        signed = checkpoint.sign(head, [keys.signer()])
        honest = ("police", "civil") if side == "left" else ("second",)
        for name in (*honest, "third"):
            signed += cosigned.vkeys[name].cosign(head.text, seconds=1)
        text[side] = signed
    from jiban.cosigning import policies
    from jiban.standards.tlog import policy

    met = [policy.judge(policies.current(), signed).is_met for signed in text.values()]
    assert met == [True, False]  # 2k - n = 2 witnesses are in both quorums, one of them honest


def test_a_witness_alone_cannot_stop_the_log_by_its_word(cosigned, monkeypatch):
    from jiban.cosigning import http

    honest = cosigned.ask
    monkeypatch.setattr(http, "_ask", lambda *words: (422, "no") if "police" in words[1] else honest(*words))
    grow(3)
    assert ask() == 3
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.is_proved, alarm.theirs) == ("inconsistent", False, "")
    assert questions.published_head().size == 8
    write(1, first=500)
    assert sequence(minutes=60) == 1


@pytest.mark.parametrize("shown", ["", "hello", "strangers", "ours"])
def test_only_our_own_signature_under_another_history_is_a_proof(cosigned, shown):
    head = checkpoint.Checkpoint("log.example/test-county", 9, bytes(32))
    words = {
        "strangers": checkpoint.sign(head, [note.Signer.generate("log.example/test-county")]),
        "ours": Checkpoint.objects.get(size=5).note,
    }
    assert not alarms.is_proof(words.get(shown, shown))


def test_a_witness_that_repeats_itself_makes_one_alarm(cosigned):
    rewrite(2)
    rebuild(note_size=5)
    forget_cosignatures()
    for minutes in (1, 20, 40):
        ask(minutes)
    assert Alarm.objects.count() == 4


def test_signing_goes_on_when_somebody_has_settled_it(cosigned):
    rewrite(2)
    rebuild(note_size=5)
    forget_cosignatures()
    ask(1)
    for alarm in Alarm.objects.all():
        assert alarms.settle(alarm.pk, because="a drill", now=NOON)
        assert not alarms.settle(alarm.pk, because="again", now=NOON)
    write(1, first=500)
    assert sequencer.sequence(NOON + timedelta(hours=2), holder="worker-1") == 1
    assert {alarm.settled_because for alarm in questions.alarms()} == {"a drill"}
