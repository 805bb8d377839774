"""`jiban ledger audit`: what a newspaper finds out with published files and keys."""

import json
import subprocess
import sys

import pytest
import rfc8785
from click.testing import CliRunner

from jiban.cosigning import asking
from jiban.cosigning.cli import ledger
from jiban.ledger import questions
from jiban.standards.gm.note_line import Sm2Signer
from tests.ledger.story import NOON, at, grow, record, salt
from tests.witness.processes import ROOT, variables

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(ledger, ["audit", *(str(one) for one in arguments)])


def audit(place, *arguments):
    return run(place, "--lang", "en", *arguments)


@pytest.fixture
def policy(settings, witnesses):
    return settings.WITNESS_POLICY


@pytest.fixture
def lines(witnesses):
    lines = grow(300)
    asking.ask_all(NOON)
    return lines


@pytest.fixture
def exported(lines, tmp_path):
    return export(tmp_path / "out")


def export(folder):
    assert CliRunner().invoke(ledger, ["export", str(folder)]).exit_code == 0
    return folder


def test_a_whole_log_is_told_point_by_point(exported, policy, tmp_path, settings):
    passed = audit(exported, "--policy", policy, "--keep", tmp_path / "kept", "--sm2-key", questions.sm2_verifier_key())
    assert passed.exit_code == 0
    told = passed.stdout.splitlines()
    assert told[0] == f"Log: {settings.LOG_ORIGIN}"
    assert told[2:6] == [
        "✓ signed by the log's key (Ed25519)",
        "✓ signed by the log's SM2 key",
        "✓ 300 entries and 3 tiles are as signed",
        "          300  certificates issued",
    ]
    assert told[-2].startswith("✓ co-signed by 4 of 4 witnesses: ")
    assert told[-1] == "The log is whole."


def test_the_checkpoint_that_was_kept_is_compared_the_next_time(exported, policy, tmp_path):
    audit(exported, "--policy", policy, "--keep", tmp_path / "kept")
    grow(5)
    asking.ask_all(NOON)
    export(exported)
    again = audit(exported, "--policy", policy, "--keep", tmp_path / "kept")
    assert again.exit_code == 0
    assert "✓ goes on from the checkpoint of 300 entries that was kept" in again.stdout
    assert (tmp_path / "kept").read_text() == (exported / "checkpoint").read_text()


def test_a_changed_entry_fails_the_audit(exported, policy):
    path = exported / "tile/entries/000"
    path.write_bytes(path.read_bytes().replace(b"issued", b"issueb", 1))
    failed = audit(exported, "--policy", policy)
    assert failed.exit_code == 1
    assert "(entry 0: not an entry of this log)" in failed.stderr
    assert failed.stderr.endswith("This log does not hold.\n")
    failed = audit(exported, "--policy", policy, "--any-entries")
    assert failed.exit_code == 1
    assert "(tile/0/000 is not made of the entries)" in failed.stderr


@pytest.mark.parametrize(
    ("name", "code", "fault"), [("tile/0/001.p/44", 1, "missing"), ("checkpoint", 3, "unreachable")]
)
def test_a_file_withheld_is_a_fault_and_a_log_that_is_away_is_none(exported, policy, name, code, fault):
    (exported / name).unlink()
    told = audit(exported, "--policy", policy, "--json")
    assert (told.exit_code, json.loads(told.stdout)["fault"]) == (code, fault)


def test_nobody_there_is_no_fault(policy):
    told = audit("http://127.0.0.1:1/log/", "--policy", policy)
    assert told.exit_code == 3
    assert told.stderr.endswith("Cannot tell: try again later.\n")


def test_too_few_cosignatures_are_told_and_are_no_fault(witnesses, policy, tmp_path):
    witnesses.down = {"civil", "third"}
    grow(3)
    asking.ask_all(NOON)
    told = audit(export(tmp_path / "out"), "--policy", policy)
    assert told.exit_code == 3
    assert "✗ co-signed by 2 of 4 witnesses" in told.stdout


def test_an_sm2_line_that_is_asked_for_must_be_there_and_true(exported, policy, settings):
    stranger = Sm2Signer.generate(settings.LOG_ORIGIN)
    assert audit(exported, "--policy", policy, "--sm2-key", stranger.verifier.vkey).exit_code == 1
    assert audit(exported, "--policy", policy, "--sm2-key", "no key").exit_code == 2
    path = exported / "checkpoint"
    line = next(line for line in path.read_text().splitlines(keepends=True)[5:] if line.startswith("— log.example"))
    path.write_text(
        path.read_text().replace(line, line.replace("MEU", "MEQ").replace("MEQ", "MEU")[:-9] + "AAAAAAA=\n")
    )
    assert audit(exported, "--policy", policy, "--sm2-key", questions.sm2_verifier_key()).exit_code == 1


def test_a_proof_that_somebody_hands_over_is_found_in_the_log(exported, lines, policy, tmp_path):
    def handed(statement):
        proof = questions.proof_of(at(7).get(), extra=salt(7)).text
        content = {"kind": "certificate-issued", "proof": proof, "statement": statement, "v": 1}
        (tmp_path / "proof.json").write_bytes(rfc8785.dumps(content))
        return tmp_path / "proof.json"

    found = audit(exported, "--policy", policy, "--holds", handed(record(7)))
    assert (found.exit_code, "✓ 1 handed over proofs" in found.stdout) == (0, True)
    assert audit(exported, "--policy", policy, "--holds", handed(record(8))).exit_code == 1
    (tmp_path / "proof.json").write_text("{}")
    assert audit(exported, "--policy", policy, "--holds", tmp_path / "proof.json").exit_code == 2


def test_programs_get_one_object(exported, policy):
    told = json.loads(audit(exported, "--policy", policy, "--json").stdout)
    assert (told["outcome"], told["size"], told["kinds"]) == ("whole", 300, {"certificate-issued": 300})
    assert (len(told["witnesses"]), told["quorum"], told["before"]) == (4, True, None)


def test_a_newspaper_needs_no_database(exported):
    """The database that is named does not exist."""
    command = [sys.executable, "-m", "jiban.cli", "ledger", "audit", str(exported), "--key", questions.verifier_key()]
    told = subprocess.run(command, env=variables(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "300" in told.stdout
