"""The second line on every checkpoint, for readers to whom SM2 counts."""

import pytest
from click.testing import CliRunner

from jiban.cosigning.cli import ledger
from jiban.ledger import keys, questions
from jiban.ledger.errors import LedgerKeyError
from jiban.ledger.fsck import fsck
from jiban.ledger.models import Checkpoint
from jiban.standards.gm.note_line import Sm2Signer, Sm2Verifier
from jiban.standards.tlog import note
from tests.ledger.story import grow

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(ledger, list(arguments))


def test_every_head_is_signed_twice_under_one_name(settings):
    grow(3)
    _, lines = note.parse(questions.latest_checkpoint().note)
    assert [line.name for line in lines] == [settings.LOG_ORIGIN] * 2
    assert Sm2Verifier.parse(questions.sm2_verifier_key()).check_line(questions.latest_checkpoint().note)


def test_production_has_the_line_once_its_key_was_made_on_purpose(settings):
    keys.signer()
    settings.PRODUCTION = True
    grow(3)
    assert len(note.parse(questions.latest_checkpoint().note)[1]) == 1
    assert run("checkpoint", "--sm2-key").exit_code == 1
    made = run("make-sm2-key").stdout
    assert made == run("make-sm2-key").stdout == run("checkpoint", "--sm2-key").stdout
    grow(2)
    assert Sm2Verifier.parse(made.strip()).check_line(questions.latest_checkpoint().note)
    # The head from before has no such line, and the log is whole.
    assert fsck().is_clean


def test_the_key_is_kept_to_ourselves_and_belongs_to_this_log(settings):
    keys.sm2_signer()
    path = settings.KEYRING_DIR / "ledger-sm2.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(Sm2Signer.generate("log.example/other-county").skey)
    with pytest.raises(LedgerKeyError):
        keys.sm2_signer()
    path.write_text("not a key")
    with pytest.raises(LedgerKeyError):
        keys.sm2_signer()


def test_fsck_finds_a_false_sm2_line(settings):
    grow(4, 4)
    head = Checkpoint.objects.get(size=4)
    text, _ = note.parse(head.note)
    forged = note.sign(text, [keys.signer()])
    _, (line,) = note.parse("x\n\n" + keys.sm2_signer().signature_line("another\n"))
    Checkpoint.objects.filter(size=4).update(note=forged + note.signature_line(keys.sm2_verifier(), line.signature))
    assert str(fsck().fault) == "checkpoint-false 4"
