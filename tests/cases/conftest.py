"""A village that promises, without seals: nothing is sealed there."""

from datetime import datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.catalogue.questions import item
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division, OfficeHours
from tests import cast

ZONE = ZoneInfo("Asia/Shanghai")
ANSWERS = {
    "purpose": "school",
    "receiving_unit": "新安镇中心小学",
    "address": "2组16号",
    "since": "2009-03",
    "tenure": "own",
    "registered_here": "yes",
}


def at(clock: str) -> datetime:
    """On a Tuesday."""
    return datetime.combine(datetime(2026, 11, 24, tzinfo=ZONE).date(), time.fromisoformat(clock), ZONE)


@pytest.fixture
def village(db):
    """Without seals: nothing is sealed here."""
    now = at("08:00")
    cast.divisions()
    committee = cast.committee_of("990123100201")
    officers = {name: cast.officer(name, said) for name, said in (("c", "赵小梅"), ("h", "赵建国"), ("x", "陈县明"))}
    county = Division.objects.get(code="990123000000")
    cast.hold(officers["x"], open_post("county_administrator", "县印章管理员", division=county), now)
    cast.hold(officers["c"], open_post("clerk", "村务专干", committee=committee), now)
    cast.hold(officers["h"], open_post("reviewer", "村委会主任", committee=committee), now)
    cast.items()
    OfficeHours.objects.filter(committee=committee).delete()
    for weekday in range(1, 6):
        for opens, closes in ((time(8, 30), time(12)), (time(14), time(17, 30))):
            OfficeHours.objects.create(committee=committee, weekday=weekday, opens=opens, closes=closes)
    people = {"clerk": officers["c"], "head": officers["h"], "county": officers["x"]}
    return SimpleNamespace(committee=committee, resident=cast.resident(committee.division, now=now), **people)


def submitted(village, clock="09:00", key="k1", resident=None) -> Case:
    asked = Request(item=item("residence"), key=key, answers=ANSWERS)
    return actions.submit(resident or village.resident, asked, now=at(clock))


def refused(village, case, clock) -> None:
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=at(clock))
