"""A log and a witness by the book, and everything a dishonest log may try."""

import pytest

from jiban.standards.tlog import note, witnessing
from jiban.witness import answering, folder
from jiban.witness.errors import WitnessError
from tests.witness.a_log import ALog


def ask(witness, log, old):
    status, kind, text = witness.answer("POST", "/add-checkpoint", log.request(old).encode())
    return int(status), kind, text


def kinds(witness):
    return [str(one.kind) for one in witness.memory.evidence()]


def test_a_log_that_grows_is_cosigned_each_time(witness, log):
    for old, more in ((0, 0), (5, 3), (8, 300)):
        status, _, line = ask(witness, log.grow(more), old)
        assert status == 200
        key = witness.settings.cosigner.verifier
        opened = note.open_note(log.signed() + line, [log.signer.verifier, key])
        assert opened.signed_by == (log.signer.verifier, key)
    assert kinds(witness) == []


def test_the_same_checkpoint_is_cosigned_again(witness, log):
    ask(witness, log, 0)
    assert ask(witness, log, 5)[0] == 200


def test_who_comes_from_another_size_is_told_the_right_one(witness, log):
    ask(witness, log, 0)
    assert ask(witness, log.grow(4), 0) == (409, "text/x.tlog.size", "5\n")


def test_a_rewritten_entry_is_refused_and_kept_as_proof(witness, log):
    ask(witness, log, 0)
    assert ask(witness, log.fork(3), 5)[0] == 422
    [kept] = witness.memory.evidence()
    assert (kept.kind, kept.size) == ("fork", 5)
    # Both sides carry the log's own signature: anybody can see from them that it lied.
    one, other = kept.earlier, witnessing.parse_request(kept.request).checkpoint
    texts = {note.open_note(text, [log.signer.verifier]).text for text in (one, other)}
    assert len(texts) == 2


def test_a_rewritten_log_that_grows_is_refused_and_kept(witness, log):
    ask(witness, log, 0)
    assert ask(witness, log.fork(3).grow(4), 5)[0] == 422
    assert kinds(witness) == ["inconsistent"]


def test_a_log_that_went_back_is_refused_and_kept(witness, log):
    ask(witness, log.grow(4), 0)
    assert ask(witness, log.cut(7), 5) == (409, "text/x.tlog.size", "9\n")
    assert kinds(witness) == ["smaller"]


def test_a_log_that_went_back_and_grew_otherwise_is_proved_to_have_lied(witness, log):
    ask(witness, log, 0)
    ask(witness, log.grow(4), 5)
    other = log.cut(4).grow(1, "other")
    assert ask(witness, other, 5) == (409, "text/x.tlog.size", "9\n")
    assert kinds(witness) == ["fork"]


def test_an_old_checkpoint_sent_again_by_anybody_proves_nothing(witness, log):
    first = log.request(0)
    ask(witness, log, 0)
    ask(witness, log.grow(4), 5)
    witness.answer("POST", "/add-checkpoint", first.encode())
    assert kinds(witness) == []


def test_a_refused_log_goes_on_from_where_it_was(witness, log):
    ask(witness, log, 0)
    ask(witness, log.fork(3).grow(4), 5)
    assert ask(witness, log.grow(4), 5)[0] == 200


def test_two_forks_to_two_witnesses_never_meet_a_quorum_of_three_of_four(tmp_path, log):
    """Each honest witness signs one side only: of four, two sides cannot both have three."""
    log.grow(0)
    other = log.fork(2)
    witnesses = []
    for number in range(4):
        folder.make(tmp_path / str(number), name=f"w{number}", vkeys=[log.vkey])
        witnesses.append(answering.application(str(tmp_path / str(number))))
    sides = [log, other, log, other]
    assert [ask(witness, side, 0)[0] for witness, side in zip(witnesses, sides, strict=True)] == [200] * 4
    swapped = [ask(witness, side, 5)[0] for witness, side in zip(witnesses, reversed(sides), strict=True)]
    assert swapped == [422] * 4
    assert all(kinds(witness) == ["fork"] for witness in witnesses)


def test_strangers_leave_no_trace(witness, log):
    stranger = ALog().grow(3)
    assert ask(witness, stranger, 0)[0] == 403
    elsewhere = ALog(note.Signer.generate("elsewhere.example/log")).grow(3)
    assert ask(witness, elsewhere, 0)[0] == 404
    assert witness.memory.newest("elsewhere.example/log") is None
    assert kinds(witness) == []


@pytest.mark.parametrize("body", [b"", b"\xff", b"old 1\n", b"old 0\n\nhello", b"old 0\n\na\n\n\xe2\x80\x94 b\n"])
def test_nonsense_is_a_bad_request(witness, body):
    assert witness.answer("POST", "/add-checkpoint", body)[0] == 400


def test_whoever_watches_finds_the_newest_checkpoint_with_the_cosignature(witness, log):
    path = f"/{witnessing.origin_hash('city.example/log')}/checkpoint"
    assert witness.answer("GET", path, b"")[0] == 404
    _, _, line = ask(witness, log, 0)
    assert witness.answer("GET", path, b"") == (200, answering.TEXT, log.signed() + line)


def test_the_pages_for_whoever_looks_after_it(witness, log):
    ask(witness, log, 0)
    ask(witness, log.fork(1), 5)
    assert "city.example/log: size 5" in witness.answer("GET", "/", b"")[2]
    assert 'jiban_witness_size{log="city.example/log"} 5' in witness.answer("GET", "/metrics", b"")[2]
    assert "== fork city.example/log" in witness.answer("GET", "/evidence", b"")[2]
    assert witness.answer("GET", "/add-checkpoint", b"")[0] == 405
    assert witness.answer("POST", "/", b"")[0] == 405
    assert witness.answer("GET", "/elsewhere", b"")[0] == 404


def test_a_restarted_witness_remembers(tmp_path, witness, log):
    ask(witness, log, 0)
    again = answering.application(str(tmp_path / "police"))
    assert ask(again, log.fork(0), 5)[0] == 422


def test_a_witness_that_lost_its_memory_does_not_start(tmp_path, witness):
    witness.settings.memory.unlink()
    with pytest.raises(WitnessError, match="missing"):
        answering.application(str(tmp_path / "police"))


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path, witness):
    assert (tmp_path / "police" / folder.KEY).stat().st_mode & 0o077 == 0
    with pytest.raises(WitnessError, match="there already"):
        folder.make(tmp_path / "police", name="police.example/witness", vkeys=[])


def test_a_key_under_another_name_does_not_start(tmp_path, witness):
    settings = tmp_path / "police" / folder.SETTINGS
    settings.write_text(settings.read_text().replace("police.example", "civil.example"))
    with pytest.raises(WitnessError, match="not of"):
        answering.application(str(tmp_path / "police"))
