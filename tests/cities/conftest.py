"""What the tests across cities share: a village of ours, and what goes between it and the other city."""

import pytest
from django.utils import timezone

from jiban.cities.applying import Person, Wanted
from jiban.standards.codes import identity_number
from tests import cast
from tests.cities.fixtures import FAR_VILLAGE  # noqa: F401 - tests take it from here
from tests.stories.walk import ANSWERS

THREAD = "KS2026-AAAA-BBBB"
NUMBER = str(identity_number.make(birth=timezone.datetime(1990, 5, 6).date(), sequence=77))


@pytest.fixture
def village(authority, db):
    made = cast.village(authority)
    cast.items()
    return made


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
