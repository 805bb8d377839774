"""Nothing in the log lets who has all identity numbers of a county find a person, and a deleted salt ends a line's meaning."""

import io
import json
import logging
from datetime import date

import pytest
from click.testing import CliRunner

from jiban.exchange import proofs
from jiban.exchange.cli import exchange
from jiban.exchange.models import LookUp
from jiban.ledger import questions, sequencer
from jiban.ledger.commitments import commitment, entry_bytes
from jiban.ledger.fsck import fsck
from jiban.ledger.models import Checkpoint, Line, Tile
from jiban.standards.codes import identity_number
from jiban.standards.gm.sm3 import sm3
from tests.exchange.conftest import NOW, asked, offered

pytestmark = pytest.mark.django_db
SIDES = tuple(proofs.SIDES)


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "keys"
    settings.LOG_ORIGIN = "log.example/test-county"


@pytest.fixture
def heard():
    """Every log line of every level."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def looked_up(resident, fact):
    found = asked(resident, offered(resident, fact))
    asked(resident, None, request="refused")
    sequencer.sequence(NOW, holder="w")
    return found


def county(resident):
    """Who was born on that day, whoever they are: the person is among them."""
    numbers = [str(identity_number.make(birth=resident_birth(resident), sequence=each)) for each in range(1, 400)]
    assert resident.identity_number in numbers
    return numbers


def resident_birth(resident):
    return date.fromisoformat(resident.identity_number[6:14])


def public_bytes():
    return b"\n".join(
        [
            *(bytes(line.entry) for line in Line.objects.all()),
            *(line.key.encode() for line in Line.objects.all()),
            *(bytes(tile.data) for tile in Tile.objects.all()),
            *(head.note.encode() for head in Checkpoint.objects.all()),
        ]
    )


def test_a_dictionary_of_the_county_finds_nobody(resident, heard, looked_up):
    everything, statement = public_bytes(), json.loads(looked_up.statement)
    for number in county(resident):
        guessed = {**statement, "resident": number}
        # All else of the statement known, and the usual ways to hash it without the salt.
        for digest in (
            sm3(number.encode()),
            sm3(proofs.rfc8785.dumps(guessed)),
            commitment(guessed, bytes(16)),
        ):
            assert digest not in everything
            assert digest.hex().encode() not in everything
        assert number.encode() not in everything
        assert number not in heard.getvalue()
    for personal in (resident.name, resident.mobile):
        assert personal not in heard.getvalue()


def test_who_has_the_salt_finds_the_one(resident, looked_up):
    """The dictionary above would have worked: it is the salt that stops it."""
    statement = json.loads(looked_up.statement)
    entry = entry_bytes("data-shared", commitment(statement, bytes(looked_up.shared_salt)))
    assert entry in public_bytes()


def test_the_two_sides_cannot_be_told_to_belong_together(looked_up):
    entries = [json.loads(bytes(line.entry)) for line in Line.objects.all()]
    assert len({entry["commitment"] for entry in entries}) == 4
    assert sorted(entry["kind"] for entry in entries) == ["data-received"] * 2 + ["data-shared"] * 2


def test_a_deleted_salt_makes_the_lines_meaningless_and_the_log_stays_whole(looked_up):
    statement = json.loads(looked_up.statement)
    proofs.forget(LookUp.objects.filter(pk=looked_up.pk))
    kept = LookUp.objects.get(pk=looked_up.pk)
    assert (kept.answer, kept.statement, bytes(kept.shared_salt)) == ("", "", b"")
    assert [proofs.proof_file(kept, side) for side in SIDES] == [None, None]
    assert fsck().is_clean
    # Who knows the whole statement cannot show any more that a line is about it.
    commitments = {json.loads(bytes(line.entry))["commitment"] for line in Line.objects.all()}
    for salt in (b"", bytes(16)):
        assert f"sm3:{sm3(salt + proofs.rfc8785.dumps(statement)).hex()}" not in commitments


@pytest.mark.parametrize("side", SIDES)
def test_a_downloaded_proof_can_be_checked_with_the_log_s_key_alone(resident, looked_up, side):
    told = proofs.check_file(proofs.proof_file(looked_up, side), questions.verifier_key())
    assert (told["resident"], told["outcome"]) == (resident.identity_number, "answered")


def test_a_refusal_has_its_proof_too(looked_up):
    refused = LookUp.objects.get(request="refused")
    told = proofs.check_file(proofs.proof_file(refused, "received"), questions.verifier_key())
    assert told["outcome"] == "no-consent"


@pytest.mark.parametrize(
    "lie",
    [
        lambda content: content["statement"].update(purpose="another"),
        lambda content: content.update(kind="data-received"),
        lambda content: content.update(proof=content["proof"].replace("index 0", "index 1")),
        lambda content: content.pop("statement"),
    ],
)
def test_a_changed_proof_does_not_hold(looked_up, lie):
    content = json.loads(proofs.proof_file(looked_up, "shared"))
    lie(content)
    with pytest.raises(proofs.RequestError):
        proofs.check_file(json.dumps(content), questions.verifier_key())


def test_the_command_checks_it(looked_up, tmp_path):
    good, bad = tmp_path / "proof.json", tmp_path / "bad.json"
    good.write_text(proofs.proof_file(looked_up, "shared"), encoding="utf-8")
    bad.write_text(good.read_text(encoding="utf-8").replace("ENROL-7", "ENROL-8"), encoding="utf-8")
    assert "ENROL-7" in CliRunner().invoke(exchange, ["verify", str(good)]).output
    assert CliRunner().invoke(exchange, ["verify", str(bad)]).exit_code == 1


def test_fact_and_log_line_are_one_transaction(resident, fact, monkeypatch):
    monkeypatch.setattr(proofs, "new_salt", lambda: b"short")
    with pytest.raises(ValueError, match="salt"):
        asked(resident, offered(resident, fact))
    assert (LookUp.objects.count(), Line.objects.count()) == (0, 0)
