"""The village's service hours as the pure rules want them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jiban.places.models import Committee, Holiday
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import ServiceCalendar

from . import deadlines
from .models import Case


def promised_by(committee: Committee, *, minutes: int, now: datetime) -> datetime:
    return deadlines.promised_by(now, minutes=minutes, calendar=service_calendar(committee))


def minutes_left(case: Case, *, now: datetime | None = None) -> int | None:
    if case.due_at is None:
        return None
    calendar = service_calendar(case.committee)
    return deadlines.minutes_left(case.due_at, now=now or timezone.now(), calendar=calendar)


def calendars_of(committees: Sequence[Committee], *, since: date) -> dict[int, ServiceCalendar]:
    """The calendars of many committees by their keys, with the holidays from that day on; each is read once."""
    if not committees:
        return {}
    listed = list(Holiday.objects.filter(date__gte=since))
    each_once = {each.pk: each for each in committees}
    prefetch_related_objects(list(each_once.values()), "hours")
    return {key: service_calendar(each, listed=listed) for key, each in each_once.items()}
