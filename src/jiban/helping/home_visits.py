"""Residents who cannot come: asked for, visited, not met, tried again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from jiban.people.models import Officer, Resident
from jiban.places.models import Committee

from .errors import VisitDayError, VisitOverError
from .models import HomeVisit

FURTHEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    place: str
    wanted_on: date
    asked: str
    phone: str = ""
    words: str = ""


def ask(
    wanted: Wanted,
    committee: Committee,
    *,
    key: str,
    now: datetime,
    noted_by: Officer | None = None,
    asked_by: Resident | None = None,
) -> HomeVisit:
    """The same key twice notes one visit."""
    _check_day(wanted.wanted_on, now)
    made, _new = HomeVisit.objects.get_or_create(
        key=key,
        defaults={
            "committee": committee,
            "name": wanted.name.strip(),
            "place": wanted.place.strip(),
            "phone": wanted.phone.strip(),
            "words": wanted.words.strip(),
            "wanted_on": wanted.wanted_on,
            "asked": wanted.asked,
            "asked_at": now,
            "noted_by": noted_by,
            "asked_by": asked_by,
        },
    )
    return made


def nobody_there(visit: HomeVisit, *, again_on: date, seen: int, now: datetime) -> None:
    """Tried in vain; another day. `seen`: how often it had been tried when the page was read."""
    _check_day(again_on, now)
    same = HomeVisit.objects.filter(pk=visit.pk, done_at=None, not_at_home=seen)
    if not same.update(not_at_home=seen + 1, last_tried_at=now, wanted_on=again_on):
        raise VisitOverError


def finish(visit: HomeVisit, outcome: str, *, by: Officer, now: datetime) -> None:
    waiting = HomeVisit.objects.filter(pk=visit.pk, done_at=None)
    if not waiting.update(done_at=now, done_by=by, outcome=outcome):
        raise VisitOverError


def take_back(visit: HomeVisit, resident: Resident, *, now: datetime) -> None:
    """By who asked for it online."""
    mine = HomeVisit.objects.filter(pk=visit.pk, asked_by=resident, done_at=None)
    mine.update(done_at=now, outcome=HomeVisit.Outcome.DECLINED)


def _check_day(day: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if not today <= day <= today + FURTHEST:
        raise VisitDayError
