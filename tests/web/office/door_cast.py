"""The village of the tests without its seals: doors need none, and making them takes longest."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from jiban.people.actions.appointing import open_post
from jiban.people.models import Officer
from jiban.places.models import Committee, Division
from tests import cast


@dataclass
class Village:
    committee: Committee
    clerk: Officer
    head: Officer
    county: Officer


@pytest.fixture
def village(db):
    now = timezone.now()
    cast.divisions()
    committee = cast.committee_of("990123100201")
    county, clerk, head = (cast.officer(f"{name}1", who) for name, who in CAST)
    above = Division.objects.get(code="990123000000")
    cast.hold(county, open_post("county_administrator", "县印章管理员", division=above), now)
    cast.hold(clerk, open_post("clerk", "村务专干", committee=committee), now)
    cast.hold(head, open_post("reviewer", "村委会主任", committee=committee), now)
    return Village(committee, clerk, head, county)


CAST = (("county", "陈县明"), ("clerk", "赵小梅"), ("head", "赵建国"))
