"""What a resident is promised before handing in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from jiban.places.models import OfficeHours
from jiban.web.resident.promises import promise_for
from tests import cast

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def committee():
    cast.divisions()
    made = cast.committee_of("990123100201")
    OfficeHours.objects.filter(committee=made).delete()
    for opens, closes in ((time(9), time(12)), (time(14), time(17, 30))):
        OfficeHours.objects.create(committee=made, weekday=2, opens=opens, closes=closes)
    return made


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("07:15", "The village opens today 09:00; expected before 09:30"),
        ("10:00", "Expected before today 10:30"),
        ("11:50", "Expected before today 14:20; the time when the office is closed does not count"),
    ],
)
def test_before_handing_in_a_resident_reads_when_it_will_be_done(committee, monkeypatch, clock, told):
    tuesday = date(2026, 11, 24)
    now = datetime.combine(tuesday, time.fromisoformat(clock), ZONE)
    monkeypatch.setattr(timezone, "now", lambda: now)
    with translation.override("en"):
        assert promise_for(committee, minutes=30, now=now) == told
