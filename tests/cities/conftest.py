"""Our city with a village, and another city that both sides trust."""

import pytest
from django.utils import timezone

from jiban.cities import offering
from jiban.cities.applying import Person, Wanted
from jiban.cities.models import City
from jiban.standards.codes import identity_number
from tests import cast
from tests.cities.other_city import CODE, OURS, OtherCity, serving
from tests.stories.walk import ANSWERS

THREAD = "KS2026-AAAA-BBBB"
FAR_VILLAGE = {"code": "990223100201", "name": "孙家湾村", "path": "远方县远方镇"}
NUMBER = str(identity_number.make(birth=timezone.datetime(1990, 5, 6).date(), sequence=77))


@pytest.fixture(autouse=True)
def own_node(settings):
    settings.CITY_CODE, settings.CITY_KEY = OURS, f"city-{OURS}"


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


@pytest.fixture
def other():
    """Listening, but not on the list yet."""
    with serving(OtherCity()) as city:
        yield city


@pytest.fixture
def trusted(other, village):
    other.on_the_list()
    return other


@pytest.fixture
def offered(trusted):
    """The other city offers what we offer, for a village of its own."""
    offer = {**offering.own_offer(), "villages": [FAR_VILLAGE]}
    assert trusted.send("items", "offer-990200", offer).status == 200
    return City.objects.get(code=CODE)


def wanted(city, *, key="k1", papers=(), **changed):
    return Wanted(
        item=city.items.get(code="residence"),
        village=city.villages.get(),
        answers={**ANSWERS, **changed},
        papers=papers,
        key=key,
    )


PERSON = Person(name="孙小燕", identity_number=NUMBER, document="identity-card", mobile="13900001234")


def application(side, /, **changed):
    """What another city sends for one of our residents."""
    person = side.resident
    body = {
        "answers": dict(ANSWERS),
        "applicant": {
            "address": person.address,
            "identityNumber": person.identity_number,
            "mobile": "13900005521",
            "name": person.name,
            "proof": {"level": "high", "method": "identity-card", "at": timezone.localtime().isoformat("T", "seconds")},
        },
        "channel": "counter",
        "files": [],
        "item": "residence",
        "itemVersion": 1,
        "village": side.committee.division.code,
        "window": "远方镇便民服务中心",
    }
    return {**body, **changed}
