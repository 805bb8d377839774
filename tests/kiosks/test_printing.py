from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.kiosks import pickup, printing
from jiban.kiosks.errors import NoPrinterError, PickupCodeError
from jiban.kiosks.models import Kiosk, PrintJob
from tests import cast
from tests.kiosks.conftest import paired
from tests.stories.walk import issued_certificate

KEY = "one-tap-of-the-tests"


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def here(village):
    return paired(village.committee, village.clerk, village.resident)


@pytest.fixture
def certificate(village):
    return issued_certificate(village)


def ask(here, certificate, key=KEY):
    return printing.ask(here.kiosk, certificate, key=key, now=timezone.now())


def test_the_file_is_given_once(here, certificate):
    job, token = ask(here, certificate)
    assert printing.fetch(token, now=timezone.now()).startswith(b"%PDF")
    assert printing.fetch(token, now=timezone.now()) is None
    assert printing.tell(token, "printing", now=timezone.now())
    assert printing.tell(token, "done", now=timezone.now())
    assert not printing.tell(token, "failed", now=timezone.now())
    job.refresh_from_db()
    assert job.state == PrintJob.State.DONE


def test_a_second_tap_prints_nothing_more(here, certificate):
    first, token = ask(here, certificate)
    again, no_token = ask(here, certificate)
    assert (again, no_token) == (first, "")
    assert token


def test_what_was_not_fetched_is_gone_with_the_person(here, certificate):
    _job, token = ask(here, certificate)
    printing.clear(here.kiosk, now=timezone.now())
    assert printing.fetch(token, now=timezone.now()) is None
    assert PrintJob.objects.get().state == PrintJob.State.CANCELLED


def test_a_file_that_nobody_fetched_is_not_given_later(here, certificate):
    _job, token = ask(here, certificate)
    assert printing.fetch(token, now=timezone.now() + timedelta(minutes=3, seconds=1)) is None


def test_made_up_secrets_and_states_change_nothing(here, certificate):
    _job, token = ask(here, certificate)
    assert printing.fetch("made-up", now=timezone.now()) is None
    assert not printing.tell(token, "exploded", now=timezone.now())
    assert not printing.tell(token, "done", now=timezone.now()), "nobody fetched it"


def test_a_kiosk_without_a_reader_has_no_printer(here, certificate):
    Kiosk.objects.update(agent_key=b"")
    here.kiosk.refresh_from_db()
    with pytest.raises(NoPrinterError):
        ask(here, certificate)


def test_the_receipts_code_finds_the_certificate_of_its_holder_alone(here, village, certificate):
    today, code = timezone.localdate(), pickup.code_for(certificate.case.number)
    neighbour = cast.resident(village.resident.village, name="李树林", sequence=131, now=timezone.now())
    assert pickup.find(village.resident, f"{code[:3]} {code[3:]}", today=today) == certificate
    for person, typed in ((neighbour, code), (village.resident, "000000" if code != "000000" else "1")):
        with pytest.raises(PickupCodeError):
            pickup.find(person, typed, today=today)
    with pytest.raises(PickupCodeError):
        pickup.find(village.resident, code, today=certificate.valid_until + timedelta(days=1))
