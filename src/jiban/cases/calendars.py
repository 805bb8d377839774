"""The village's service hours as the pure rules want them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from jiban.places.models import Committee
from jiban.places.questions import holidays_since, read_weeks, service_calendar
from jiban.places.service_minutes import ServiceCalendar


def calendar_from(committee: Committee, now: datetime) -> ServiceCalendar:
    """For what is counted from now on."""
    return service_calendar(committee, since=timezone.localdate(now))


def calendars_of(committees: Sequence[Committee], *, since: date) -> dict[int, ServiceCalendar]:
    """The calendars of many committees by their keys, with the holidays from that day on; each is read once."""
    if not committees:
        return {}
    listed = holidays_since(since)
    each_once = {each.pk: each for each in committees}
    read_weeks(list(each_once.values()))
    return {key: service_calendar(each, listed=listed) for key, each in each_once.items()}
