import pytest

from jiban.ledger import checking, questions
from jiban.ledger.commitments import entry_bytes
from jiban.ledger.errors import LedgerDamagedError
from jiban.ledger.models import Checkpoint, Tile
from jiban.standards.tlog import merkle, proof
from jiban.standards.tlog.errors import ProofError, ProofFormatError, SignatureError, UnknownSignerError
from jiban.standards.tlog.note import Signer
from tests.ledger.story import at, grow, record, salt, sequence, write

pytestmark = pytest.mark.django_db


def test_every_line_of_the_log_can_be_proved():
    lines = grow(1, 2, 250, 10, 10)
    for line in lines:
        text = questions.proof_of(line).text
        head = checking.check_proof(text, entry=bytes(line.entry), vkey=questions.verifier_key())
        assert head.size == len(lines) == 273


def test_a_tampered_entry_is_refused():
    line = grow(7)[3]
    text, vkey = questions.proof_of(line).text, questions.verifier_key()
    for lie in (bytes(line.entry)[:-1], bytes(line.entry) + b" ", entry_bytes("certificate-revoked", bytes(32))):
        with pytest.raises(ProofError):
            checking.check_proof(text, entry=lie, vkey=vkey)


def test_the_holder_proves_a_record_with_the_salt_in_the_proof():
    line = grow(4)[2]
    text, vkey = questions.proof_of(line, extra=salt(2)).text, questions.verifier_key()
    head = checking.check_record(text, kind="certificate-issued", record=record(2), vkey=vkey)
    assert head.size == 4
    with pytest.raises(ProofError):
        checking.check_record(text, kind="certificate-issued", record=record(3), vkey=vkey)
    with pytest.raises(ProofError):
        checking.check_record(text, kind="certificate-revoked", record=record(2), vkey=vkey)


@pytest.mark.parametrize("extra", [None, b"", bytes(15)])
def test_a_proof_without_a_salt_proves_no_record(extra):
    text = questions.proof_of(grow(1)[0], extra=extra).text
    with pytest.raises(ProofFormatError):
        checking.check_record(text, kind="certificate-issued", record=record(0), vkey=questions.verifier_key())


def test_a_proof_signed_by_another_log_is_refused(settings):
    line = grow(3)[1]
    text = questions.proof_of(line).text
    stranger, namesake = Signer.generate("log.example/other"), Signer.generate(settings.LOG_ORIGIN)
    for signer in (stranger, namesake):
        with pytest.raises(UnknownSignerError):
            checking.check_proof(text, entry=bytes(line.entry), vkey=signer.verifier.vkey)


def test_a_proof_with_a_changed_head_is_refused():
    line = grow(3)[1]
    text = questions.proof_of(line).text.replace("\n3\n", "\n4\n")
    with pytest.raises(SignatureError):
        checking.check_proof(text, entry=bytes(line.entry), vkey=questions.verifier_key())


def test_a_waiting_line_has_no_proof_yet():
    (line,) = write(1)
    assert questions.proof_of(line) is None
    sequence()
    assert questions.proof_of(line).index == 0


def test_an_old_proof_stays_good_when_the_log_grows():
    line = grow(3)[1]
    old = questions.proof_of(line).text
    grow(300)
    assert checking.check_proof(old, entry=bytes(line.entry), vkey=questions.verifier_key()).size == 3
    assert proof.parse(questions.proof_of(line).text).index == proof.parse(old).index == 1


def test_any_two_heads_are_consistent():
    grow(1, 1, 3, 250, 1, 1, 300)
    heads = list(Checkpoint.objects.order_by("size"))
    assert len(heads) == 7
    for place, old in enumerate(heads):
        for new in heads[place:]:
            merkle.check_consistency(
                old_size=old.size,
                new_size=new.size,
                old_root=bytes(old.root),
                new_root=bytes(new.root),
                proof=questions.consistency_proof(old.size, new.size),
            )


def test_a_proof_costs_three_queries_however_long_the_log(django_assert_num_queries):
    line = grow(600)[123]
    with django_assert_num_queries(3):
        questions.proof_of(line)


def test_a_lost_tile_is_reported_and_not_papered_over():
    line = grow(300)[0]
    Tile.objects.filter(level=0, number=1).delete()
    with pytest.raises(LedgerDamagedError):
        questions.proof_of(line)


def test_lines_and_heads_are_found():
    assert questions.latest_checkpoint() is None
    grow(2)
    assert questions.find_line("certificate-1") == at(1).get()
    assert questions.find_line("certificate-2") is None
    assert questions.latest_checkpoint().size == 2
    assert questions.verifier_key().startswith("log.example/test-county+")
