"""The village's service hours as the pure rules want them."""

from datetime import datetime

from django.utils import timezone

from jiban.places.models import Committee
from jiban.places.questions import service_calendar

from . import deadlines
from .models import Case


def promised_by(committee: Committee, *, minutes: int, now: datetime) -> datetime:
    return deadlines.promised_by(now, minutes=minutes, calendar=service_calendar(committee))


def minutes_left(case: Case, *, now: datetime | None = None) -> int | None:
    if case.due_at is None:
        return None
    calendar = service_calendar(case.committee)
    return deadlines.minutes_left(case.due_at, now=now or timezone.now(), calendar=calendar)
