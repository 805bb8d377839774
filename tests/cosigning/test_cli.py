"""`jiban ledger`: who watches, proofs under the quorum, and the audit of what is published."""

import pytest
from click.testing import CliRunner

from jiban.cosigning import asking
from jiban.cosigning.cli import ledger
from jiban.cosigning.models import Alarm
from jiban.ledger import questions
from tests.ledger.story import NOON, grow

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(ledger, [str(one) for one in arguments])


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cosigned(witnesses):
    lines = grow(300)
    asking.ask_all(NOON)
    return lines


@pytest.fixture
def policy(settings, witnesses):
    return settings.WITNESS_POLICY


@pytest.fixture
def exported(cosigned, tmp_path):
    assert run("export", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def test_witness_status_tells_who_is_behind(cosigned, witnesses):
    assert run("witness-status").exit_code == 0
    witnesses.down = {"police", "civil"}
    grow(1)
    asking.ask_all(NOON)
    told = run("witness-status")
    assert told.exit_code == 1
    assert "civil: up to 300, 1 behind · unavailable" in told.stdout
    assert "co-signed by 2 of 4" in told.stdout


def test_an_open_alarm_makes_the_status_fail_until_it_is_settled(cosigned):
    alarm = Alarm.objects.create(key="k", kind="ahead", size=1, request="", digest="1", found_at=NOON)
    assert run("witness-status").exit_code == 1
    assert run("settle", alarm.pk, "--because", "a drill").exit_code == 0
    assert run("settle", alarm.pk, "--because", "again").exit_code == 1
    assert run("witness-status").exit_code == 0


def test_a_proof_is_printed_and_checked_offline(cosigned, policy, tmp_path):
    line = cosigned[7]
    (tmp_path / "proof").write_text(run("prove", line.key).stdout)
    (tmp_path / "entry").write_bytes(bytes(line.entry))
    for trusted in (("--policy", policy), ("--key", questions.verifier_key())):
        checked = run("check", tmp_path / "proof", "--entry", tmp_path / "entry", *trusted)
        assert (checked.exit_code, checked.stdout[:14]) == (0, "entry 7 of 300")
    (tmp_path / "entry").write_bytes(bytes(cosigned[8].entry))
    assert run("check", tmp_path / "proof", "--entry", tmp_path / "entry", "--policy", policy).exit_code == 1
    assert run("check", tmp_path / "proof", "--entry", tmp_path / "entry").exit_code == 2


def test_a_proof_without_the_quorum_fails_the_policy(witnesses, policy, tmp_path):
    witnesses.down = {"civil", "third"}
    line = grow(3)[1]
    asking.ask_all(NOON)
    (tmp_path / "proof").write_text(run("prove", line.key).stdout)
    (tmp_path / "entry").write_bytes(bytes(line.entry))
    checked = run("check", tmp_path / "proof", "--entry", tmp_path / "entry", "--policy", policy)
    assert checked.exit_code == 1
    assert "Too few" in checked.stderr


def test_an_unknown_line_has_no_proof(cosigned):
    assert run("prove", "nothing").exit_code == 1


def test_the_export_is_of_the_head_that_has_the_quorum(cosigned, witnesses, policy, tmp_path):
    witnesses.down = {"civil", "third"}
    grow(4)
    asking.ask_all(NOON)
    run("export", tmp_path / "out")
    assert run("audit", tmp_path / "out", "--policy", policy).exit_code == 0


def test_what_is_served_is_what_an_auditor_reads(cosigned, policy, client, monkeypatch):
    from jiban.standards.tlog import audit

    def read(path):
        answer = client.get(f"/log/{path}")
        if answer.status_code != 200:
            raise OSError(path)
        return answer.content

    monkeypatch.setattr(audit, "reader_of", lambda _place: read)
    assert run("audit", "https://city.example/log/", "--policy", policy).exit_code == 0
