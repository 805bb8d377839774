"""Look-ups lose their answers and the meaning of their log lines when their time is over, and nothing else."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from jiban.exchange import proofs, retaining, ticking
from jiban.exchange.cli import exchange
from jiban.exchange.models import LookUp
from jiban.ledger import questions, sequencer
from jiban.ledger.fsck import fsck
from jiban.ledger.models import Line
from tests.exchange.conftest import NOW, asked, offered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "keys"
    settings.LOG_ORIGIN = "log.example/test-county"
    settings.LOOK_UP_DAYS = 30
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def looked_up(resident, fact):
    """One that was answered, one that was refused, both a while ago, and one of today."""
    consent = offered(resident, fact, days=90)
    old = [asked(resident, consent), asked(resident, None, request="refused")]
    young = asked(resident, consent, request="young", now=NOW + timedelta(days=29))
    sequencer.sequence(NOW, holder="w")
    return old, young


def after(days):
    return NOW + timedelta(days=days)


def forgotten():
    return {one.request for one in LookUp.objects.all() if one.is_forgotten}


def test_the_day_after_the_last_one_answers_and_salts_go_and_the_log_stays_whole(looked_up):
    old, _ = looked_up
    before = [bytes(line.entry) for line in Line.objects.order_by("id")]
    assert retaining.forget_due(after(30)) == 0
    assert retaining.forget_due(after(31)) == 2
    assert forgotten() == {one.request for one in old}
    for one in LookUp.objects.filter(request__in=forgotten()):
        assert (one.answer, one.statement, bytes(one.shared_salt), bytes(one.received_salt)) == ("", "", b"", b"")
        # Who asked, for what and when stays.
        assert (one.receiver_name, one.purpose, one.day) == ("样例县教育局", "school", NOW.date())
    assert [bytes(line.entry) for line in Line.objects.order_by("id")] == before
    assert fsck().is_clean
    assert retaining.forget_due(after(31)) == 0


def test_a_proof_that_the_resident_downloaded_before_stays_good(looked_up):
    (old, _), _ = looked_up
    kept = proofs.proof_file(old, "shared")
    retaining.forget_due(after(31))
    assert proofs.check_file(kept, questions.verifier_key())["case"] == "ENROL-7"


def test_more_than_go_into_one_statement_all_go(looked_up, monkeypatch):
    monkeypatch.setattr(retaining, "TOGETHER", 1)
    assert retaining.forget_due(after(60)) == 3


def test_nothing_is_forgotten_where_the_county_keeps_it(looked_up, settings):
    settings.LOOK_UP_DAYS = 0
    assert retaining.forget_due(after(9999)) == 0


def test_the_worker_does_it_and_logs_no_person(looked_up, resident, caplog):
    caplog.set_level("INFO")
    ticking.forget_old_look_ups(after(31))
    assert "2 look-ups" in caplog.text
    assert resident.identity_number not in caplog.text
    ticking.forget_old_look_ups(after(31))
    assert caplog.text.count("look-ups") == 1


def test_the_command_tells_first_and_then_does_it(looked_up, settings):
    settings.LOOK_UP_DAYS = 1
    LookUp.objects.update(day=after(-9999).date())
    run = CliRunner().invoke
    assert run(exchange, ["forget", "--dry-run"]).stdout.startswith("3 ")
    assert forgotten() == set()
    assert run(exchange, ["forget"]).stdout.startswith("3 ")
    assert run(exchange, ["forget"]).stdout.startswith("0 ")
