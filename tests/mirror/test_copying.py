"""A mirror takes what a log signed, all of it and nothing else, and never gives it up."""

import pytest

from jiban.mirror.copying import Outcome
from jiban.mirror.memory import Kind
from jiban.standards.tlog import audit, canonical_base64, checkpoint, note
from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.errors import ProofError
from jiban.standards.tlog.merkle import check_consistency
from jiban.standards.tlog.tiles import tiles_between
from tests.mirror.a_site import publish

ORIGIN = "city.example/log"


def audited(copy, log):
    return audit.audit(audit.reader_of(str(copy)), audit.key_policy(log.vkey))


def test_a_copy_is_a_whole_log_with_the_mirror_s_cosignature(mirror, look, copy, log):
    assert look() is Outcome.COPIED
    report = audited(copy, log)
    assert (report.size, report.entries) == (300, 300)
    key = CosignatureVerifier.parse(mirror.settings.cosigner.verifier.vkey)
    assert note.open_note(report.signed, [log.signer.verifier, key]).signed_by == (log.signer.verifier, key)
    assert look() is Outcome.UNCHANGED


def test_only_what_is_new_is_fetched(look, copy, log, site):
    look()
    site.asked.clear()
    publish(log.grow(400), site.folder)
    assert look() is Outcome.COPIED
    assert "/tile/0/000" not in site.asked
    assert "/tile/entries/001" in site.asked
    assert audited(copy, log).size == 700


def test_narrow_tiles_are_let_go_when_the_full_one_is_shown(look, copy, log, site):
    look()
    assert (copy / "tile/0/001.p/44").exists()
    publish(log.grow(400), site.folder)
    look()
    assert not (copy / "tile/0/001.p").exists()
    assert not (copy / "tile/entries/001.p").exists()


def test_a_log_that_let_its_narrow_tiles_go_is_copied_from_the_full_ones(look, copy, log, site):
    signed = log.signed()
    publish(log.grow(400), site.folder)
    (site.folder / "checkpoint").write_text(signed)
    for tile in tiles_between(0, 300):
        if tile.width < 256 and tile.level == 0:
            (site.folder / tile.path).unlink()
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 300


def test_cosignatures_that_come_later_are_taken_over(look, copy, log, site):
    look()
    line = "— police.example/w " + canonical_base64.encode(bytes(76)) + "\n"
    (site.folder / "checkpoint").write_text(log.signed() + line)
    assert look() is Outcome.UNCHANGED
    assert line in (copy / "checkpoint").read_text()
    assert "east.example/mirror" in (copy / "checkpoint").read_text()


def test_a_log_that_fills_a_checkpoint_with_lines_leaves_room_for_the_mirror(look, copy, log, site):
    lines = [f"— w{number} {canonical_base64.encode(bytes(76))}\n" for number in range(99)]
    (site.folder / "checkpoint").write_text(log.signed() + "".join(lines))
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 300
    assert "east.example/mirror" in (copy / "checkpoint").read_text()


def test_an_empty_log_is_copied_and_grows(look, copy, log, site):
    entries, log.entries = log.entries, []
    publish(log, site.folder)
    assert look() is Outcome.COPIED
    log.entries = entries
    publish(log, site.folder)
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 300


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"])
def test_a_tile_that_is_not_signed_is_never_kept(mirror, look, copy, site, name):
    data = (site.folder / name).read_bytes()
    (site.folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert look() is Outcome.FALSE_TILE
    assert not (copy / name).exists()
    assert mirror.memory.newest(ORIGIN) is None
    assert "trouble: false-tile" in mirror.status()
    (site.folder / name).write_bytes(data)
    assert look() is Outcome.COPIED
    assert (copy / name).read_bytes() == data


def test_a_file_that_decayed_here_is_mended_from_the_log(look, copy, log, site):
    look()
    path = copy / "tile/0/001.p/44"
    path.write_bytes(bytes(32 * 44))
    publish(log.grow(100), site.folder)
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 400


def test_a_checkpoint_of_another_key_or_log_is_not_taken(mirror, look, log, site):
    other = type(log)(entries=log.entries)
    (site.folder / "checkpoint").write_text(other.signed())
    assert look() is Outcome.NOT_SIGNED
    (site.folder / "checkpoint").write_bytes(b"\xff")
    assert look() is Outcome.UNAVAILABLE
    (site.folder / "checkpoint").unlink()
    assert look() is Outcome.UNAVAILABLE
    assert mirror.memory.newest(ORIGIN) is None


def test_a_fork_of_the_same_size_is_refused_and_kept_with_both_signatures(mirror, look, copy, log, site):
    look()
    publish(log.fork(7), site.folder)
    assert look() is Outcome.FORK
    (kept,) = mirror.memory.evidence()
    first, second = (opened(text, log) for text in (kept.earlier, kept.later))
    assert (kept.kind, first.size, second.size) == (Kind.FORK, 300, 300)
    assert first.root != second.root
    assert audited(copy, log).signed == kept.earlier


def test_a_log_rewritten_and_grown_is_refused_and_its_own_proof_is_kept(mirror, look, copy, log, site):
    look()
    publish(log.fork(7).grow(100), site.folder)
    assert look() is Outcome.REWRITTEN
    (kept,) = mirror.memory.evidence()
    first, second = (opened(text, log) for text in (kept.earlier, kept.later))
    root, *proof = map(canonical_base64.decode, kept.proof.splitlines())
    # What was signed first is not what the second begins with, and the second's own hashes say so.
    sizes = {"old_size": first.size, "new_size": second.size, "new_root": second.root, "proof": proof}
    check_consistency(old_root=root, **sizes)
    assert root != first.root
    with pytest.raises(ProofError):
        check_consistency(old_root=first.root, **sizes)
    assert audited(copy, log).size == 300


def test_a_smaller_log_never_shrinks_the_copy(mirror, look, copy, log, site):
    look()
    publish(log.cut(200), site.folder)
    assert look() is Outcome.SMALLER
    assert [one.kind for one in mirror.memory.evidence()] == [Kind.SMALLER]
    assert audited(copy, log).size == 300
    publish(log, site.folder)
    assert look() is Outcome.UNCHANGED


def test_an_old_checkpoint_shown_again_is_no_evidence(mirror, look, log, site):
    old = log.cut(200)
    publish(old, site.folder)
    look()
    publish(log, site.folder)
    look()
    publish(old, site.folder)
    assert look() is Outcome.SMALLER
    assert mirror.memory.evidence() == []


def test_a_smaller_log_that_the_copy_does_not_begin_with_is_proved_to_be_a_fork(mirror, look, log, site):
    look()
    publish(log.fork(7).cut(200), site.folder)
    assert look() is Outcome.REWRITTEN
    (kept,) = mirror.memory.evidence()
    larger, smaller = opened(kept.earlier, log), opened(kept.later, log)
    root, *proof = map(canonical_base64.decode, kept.proof.splitlines())
    check_consistency(old_size=200, new_size=300, old_root=root, new_root=larger.root, proof=proof)
    assert root != smaller.root


def test_the_honest_branch_goes_on_after_a_fork_was_refused(look, copy, log, site):
    look()
    publish(log.fork(7).grow(50), site.folder)
    assert look() is Outcome.REWRITTEN
    publish(log.grow(20), site.folder)
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 320


def test_the_same_lie_is_kept_once(mirror, look, log, site):
    look()
    publish(log.fork(7), site.folder)
    for _ in range(3):
        assert look() is Outcome.FORK
    assert len(mirror.memory.evidence()) == 1


def test_a_disk_that_takes_nothing_is_told_and_loses_nothing(look, copy, log, site, monkeypatch):
    look()
    publish(log.grow(100), site.folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("jiban.mirror.disk.os.fsync", full)
        assert look() is Outcome.DISK
    assert audited(copy, log).size == 300
    assert look() is Outcome.COPIED
    assert audited(copy, log).size == 400
    assert not list(copy.rglob(".unfinished*"))


def opened(text, log):
    return checkpoint.open_checkpoint(text, origin=ORIGIN, verifiers=[log.signer.verifier])
