"""A kiosk's browser that reads English, so that the words are those of the source."""

import pytest
from django.test import Client
from django.utils import timezone

from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.kiosks.conftest import paired, station

__all__ = ["station"]


@pytest.fixture
def kiosk(station):
    return browser_of(station)


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def village_station(village):
    """A kiosk in a village that can issue."""
    return paired(village.committee, village.clerk, village.resident)


@pytest.fixture
def neighbour(station):
    return cast.resident(station.resident.village, name="李树林", sequence=131, now=timezone.now())


def browser_of(station):
    browser = Client(headers={"accept-language": "en"})
    browser.cookies[KIOSK_COOKIE] = station.secret
    return browser


def phone(owner=None):
    browser = Client(headers={"accept-language": "en"})
    if owner is not None:
        session = browser.session
        session[RESIDENT_KEY] = owner.pk
        session.save()
    return browser


def token_on(kiosk):
    kiosk.get("/kiosk/by-phone/")
    return kiosk.session["kiosk_arrival"]["token"]


def sign_in(kiosk, resident):
    """The resident's phone scans the kiosk's code and confirms it."""
    from jiban.kiosks.models import Arrival

    token = token_on(kiosk)
    number = Arrival.objects.latest("pk").number
    phone(resident).post(f"/kiosk/phone/{token}/", {"number": number})
    return kiosk.post("/kiosk/enter/")


def words(answer):
    return answer.content.decode()
