"""The village of the cases, with a township and a county above it, and many people who rate."""

from datetime import datetime, timedelta

import pytest

from jiban.cases.models import Case
from jiban.feedback import rating
from jiban.feedback.rating import Said
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division
from tests import cast
from tests.cases.conftest import at, refused, submitted, village

__all__ = ["at", "village"]


def officer_above(name, kind, code):
    found = cast.officer(name, "孙立新")
    cast.hold(found, open_post(kind, f"岗位{name}", division=Division.objects.get(code=code)), at("08:00"))
    return found


@pytest.fixture
def township(village):
    return officer_above("township1", "township_supervisor", "990123100000")


@pytest.fixture
def colleague(village, township):
    """The second one in the township."""
    return officer_above("township2", "township_supervisor", "990123100000")


def ended(village, key="k1", resident=None) -> Case:
    """Answered on a Tuesday at half past nine."""
    case = submitted(village, key=key, resident=resident)
    refused(village, case, "09:30")
    case.refresh_from_db()
    return case


def person(village, place):
    return cast.resident(village.committee.division, name=f"村民{place}", sequence=200 + place, now=at("08:00"))


def rated(village, level, *, place=0, when: datetime | None = None, **said):
    case = ended(village, key=f"k{place}", resident=person(village, place) if place else None)
    return rating.rate(case, Said(level, **said), now=when or at("10:00"))


def days(number: int) -> timedelta:
    return timedelta(days=number)
