"""One village with everybody in it, and browsers that belong to them."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from jiban.people.actions.appointing import open_post
from jiban.people.models import Resident
from jiban.web.kiosk.gate import KIOSK_COOKIE
from jiban.web.visitors import RESIDENT_KEY, remember_officer
from tests import cast
from tests.kiosks.conftest import paired
from tests.web.resident.province import platform_process, province

__all__ = ["platform_process", "province"]


class World(SimpleNamespace):
    """Who is there, and a browser for each. Forms need their token, as everywhere outside of tests."""

    def phone(self, owner=None, **cookies):
        browser = Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)
        session = browser.session
        if isinstance(owner, Resident):
            session[RESIDENT_KEY] = owner.pk
        elif owner is not None:
            remember_officer(session, owner)
        session.save()
        for name, value in cookies.items():
            browser.cookies[name] = value
        return browser

    def kiosk(self):
        """A machine of the station, with nobody before it."""
        self.station = paired(self.village.committee, self.village.clerk, self.resident)
        return self.phone(**{KIOSK_COOKIE: self.station.secret})

    def grid_worker(self):
        officer = cast.officer("grid1", "钱网格")
        post = open_post("grid_worker", "第三网格员", committee=self.village.committee)
        cast.hold(officer, post, timezone.now())
        return officer

    def mother(self):
        """Of the resident, with a telephone of her own."""
        return cast.resident(self.resident.village, name="刘凤英", sequence=133, now=timezone.now())


@pytest.fixture
def world(authority, request, db):
    village = cast.village(authority)
    cast.items()
    Resident.objects.filter(pk=village.resident.pk).update(mobile="13800001122")
    village.resident.refresh_from_db()
    made = World(village=village, resident=village.resident, fixture=request.getfixturevalue)
    made.mine = made.phone(village.resident)
    return made


@pytest.fixture
def village(world):
    """As fixtures of other folders call it."""
    return world.village
