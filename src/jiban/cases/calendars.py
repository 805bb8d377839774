"""The village's service hours as the pure rules want them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jiban.places.models import Committee, Holiday
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import ServiceCalendar


def calendar_from(committee: Committee, now: datetime) -> ServiceCalendar:
    """For what is counted from now on."""
    return service_calendar(committee, since=timezone.localdate(now))


def calendars_of(committees: Sequence[Committee], *, since: date) -> dict[int, ServiceCalendar]:
    """The calendars of many committees by their keys, with the holidays from that day on; each is read once."""
    if not committees:
        return {}
    listed = list(Holiday.objects.filter(date__gte=since))
    each_once = {each.pk: each for each in committees}
    prefetch_related_objects(list(each_once.values()), "hours")
    return {key: service_calendar(each, listed=listed) for key, each in each_once.items()}
