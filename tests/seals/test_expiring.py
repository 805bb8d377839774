"""Alarms before a seal ends: by rule, in the log, by command, on the page; and an ended one signs nothing."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jiban.cli import main
from jiban.seals import actions, certifier, questions
from jiban.seals.errors import CertificateEndedError
from jiban.seals.expiring import ending
from jiban.seals.keyring import keyring
from jiban.seals.models import Seal
from jiban.seals.ticking import tell_expiring_seals
from tests import cast

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)


@pytest.fixture
def ending_village(older_authority, db):
    """Made so long ago that five days are left."""
    return cast.village(older_authority, at=timezone.now() - YEARS + timedelta(days=5, hours=1))


@pytest.mark.parametrize(
    ("left", "alarm"),
    [
        (timedelta(days=91), None),
        (timedelta(days=90), 90),
        (timedelta(days=31), 90),
        (timedelta(days=30), 30),
        (timedelta(days=7), 7),
        (timedelta(0), 7),
        (timedelta(seconds=-1), 0),
    ],
)
def test_the_alarm_is_given_at_90_30_and_7_days_and_when_it_is_over(left, alarm):
    found = ending(NOW + left, now=NOW)
    assert (found and found.alarm) == alarm if alarm is not None else found is None


def test_whatever_ends_first_counts():
    found = ending(NOW + timedelta(days=100), NOW + timedelta(days=20), None, now=NOW)
    assert (found.days, found.alarm) == (20, 30)
    assert ending(None, now=NOW) is None


@pytest.fixture
def older_authority(session_authority_comes_back):
    """An older one for a while."""
    return certifier.create_test_authority(datetime.now(UTC) - YEARS - timedelta(days=30))


def test_the_command_lists_what_ends_and_its_exit_code_tells(ending_village):
    said = CliRunner().invoke(main, ["seals", "expiring"])
    assert said.exit_code == 1
    for seal in Seal.objects.all():
        assert seal.seal_id in said.output
    assert len(said.output.splitlines()) == 2
    for seal in Seal.objects.all():
        actions.revoke(seal, by=ending_village.county, reason="换发", now=timezone.now())
    said = CliRunner().invoke(main, ["seals", "expiring"])
    assert said.exit_code == 0


def test_the_log_names_numbers_and_no_person(ending_village, caplog):
    with caplog.at_level(logging.WARNING):
        tell_expiring_seals(timezone.now())
    text = caplog.text
    assert ending_village.seal.seal_id in text
    assert ending_village.signature.seal_id in text
    assert "in 5 days" in text
    assert ending_village.head.name not in text
    caplog.clear()
    tell_expiring_seals(timezone.now() - timedelta(days=200))
    assert caplog.text == ""


def test_an_ended_certificate_signs_nothing_whatever_the_database_says(ending_village, monkeypatch):
    """Somebody changed the row; the certificate still says when it ends."""
    seal, signature = ending_village.seal, ending_village.signature
    later = timezone.now() + timedelta(days=6)
    Seal.objects.update(valid_until=later + timedelta(days=900))
    signature.refresh_from_db()
    monkeypatch.setattr("jiban.seals.keyring.timezone.now", lambda: later)
    signer = actions.unlock(signature, by=ending_village.head, pin=cast.PIN, now=later)
    with pytest.raises(CertificateEndedError):
        signer.sign_digest(bytes(32))
    pdf_signer = keyring().pdf_signer(seal.key_id, certificate=bytes(seal.pdf_certificate_der), chain=())
    with pytest.raises(CertificateEndedError):
        pdf_signer.sign_digest(bytes(32))
    assert questions.ending_of(signature, later).is_over
