import pytest
from click.testing import CliRunner

from jiban.cosigning.cli import ledger
from jiban.ledger import checking, questions
from tests.ledger.story import at, grow, write

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(ledger, list(arguments))


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def test_fsck_says_that_the_log_is_whole():
    grow(3)
    result = run("fsck")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("3 lines, 1 tiles, 1 checkpoints checked")


def test_fsck_ends_with_1_and_names_the_first_fault():
    grow(3)
    at(1).delete()
    result = run("fsck")
    assert result.exit_code == 1
    assert "line-missing 1" in result.stderr


def test_a_proof_is_printed_so_that_it_can_be_checked():
    line = grow(3)[1]
    text = run("proof", line.key).stdout
    assert checking.check_proof(text, entry=bytes(line.entry), vkey=questions.verifier_key()).size == 3


def test_there_is_no_proof_of_what_is_not_there_or_waits():
    write(1)
    assert run("proof", "nothing").exit_code == 1
    assert run("proof", "certificate-0").exit_code == 1


def test_the_head_and_its_key_are_printed():
    assert run("checkpoint").exit_code == 1
    grow(3)
    assert run("checkpoint").stdout == questions.latest_checkpoint().note
    assert run("checkpoint", "--key").stdout == questions.verifier_key() + "\n"


def test_the_whole_log_is_exported(tmp_path):
    grow(3)
    assert run("export", str(tmp_path / "log")).exit_code == 0
    assert (tmp_path / "log" / "tile" / "0" / "000.p" / "3").exists()
    at(1).delete()
    assert run("export", str(tmp_path / "log")).exit_code == 1
