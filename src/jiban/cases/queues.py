"""The queue of the office: one across all items, oldest first, page by page from a key in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiban.composing import composed_once
from jiban.people.models import Officer
from jiban.places.models import Committee
from jiban.places.service_minutes import NeverOpenError, ServiceCalendar, add_service_minutes

from .calendars import calendars_of
from .models import Case, EscalationStep
from .queue_filter import QueueFilter
from .workflow import OPEN_FOR_OFFICE, State

PAGE = 30
ALMOST_DUE_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: behind `after`, or before `before`. Neither: from the top."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; a key is empty where there is nothing further."""

    cases: list[Case]
    newer_key: str = ""
    older_key: str = ""


def waiting(committees: Sequence[Committee], wanted: QueueFilter, *, officer: Officer, now: datetime) -> QuerySet[Case]:
    """What is wanted of the committees' queue, in no order."""
    if wanted.village:
        committees = [committee for committee in committees if committee.division.code == wanted.village]
    states = (State(wanted.state),) if wanted.state else OPEN_FOR_OFFICE
    found = Case.objects.filter(committee__in=committees, state__in=states)
    if wanted.only != "all":
        found = found.filter(all_green=wanted.only == "green")
    if wanted.item:
        found = found.filter(item__code=wanted.item)
    if wanted.corrected:
        found = found.filter(corrected_at__isnull=False)
    if wanted.mine:
        found = found.filter(escalations__officer=officer, escalations__step=EscalationStep.DEPUTY)
    if wanted.due:
        found = found.filter(_due(committees, now, is_late=wanted.due == "late"))
    return found


def top(committees: Sequence[Committee]) -> Page:
    """The first page of everything that waits there: what most looks at the queue are."""
    found = _oldest([committee.pk for committee in committees])
    return Page(found[:PAGE], newer_key=key_of(found[PAGE - 1]) if len(found) > PAGE else "")


@composed_once
def _oldest(committees: Sequence[int]) -> QuerySet[Case]:
    waiting = Case.objects.filter(committee__pk__in=committees, state__in=OPEN_FOR_OFFICE)
    return waiting.select_related("resident", "item", "committee").order_by("submitted_at", "id")[: PAGE + 1]


def following(committees: Sequence[Committee], case: Case) -> str:
    """The number of the case behind this one in everything that waits there, else of the oldest; empty if none waits."""
    places = [committee.pk for committee in committees]
    behind = _numbers_behind.first(places, case.submitted_at, case.pk) if case.submitted_at is not None else None
    return behind or _numbers.first(places) or ""


@composed_once
def _numbers(committees: Sequence[int]) -> QuerySet[Case, str]:
    waiting = Case.objects.filter(committee__pk__in=committees, state__in=OPEN_FOR_OFFICE)
    return waiting.order_by("submitted_at", "id").values_list("number", flat=True)[:1]


@composed_once
def _numbers_behind(committees: Sequence[int], submitted_at: datetime, pk: int) -> QuerySet[Case, str]:
    waiting = Case.objects.filter(committee__pk__in=committees, state__in=OPEN_FOR_OFFICE)
    behind = waiting.filter(Q(submitted_at__gt=submitted_at) | Q(submitted_at=submitted_at, id__gt=pk))
    return behind.order_by("submitted_at", "id").values_list("number", flat=True)[:1]


def page_of(cases: QuerySet[Case], place: Place) -> Page:
    """The page at this place, oldest first whichever way it was walked."""
    cases = cases.select_related("resident", "item", "committee")
    if place.before:
        found = list(cases.filter(_side(place.before, "lt")).order_by("-submitted_at", "-id")[: PAGE + 1])
        shown = found[:PAGE][::-1]
        return Page(
            shown,
            newer_key=key_of(shown[-1]) if shown else "",
            older_key=_first_key(shown, has_older=len(found) > PAGE),
        )
    if place.after:
        cases = cases.filter(_side(place.after, "gt"))
    found = list(cases.order_by("submitted_at", "id")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        shown,
        newer_key=key_of(shown[-1]) if len(found) > PAGE else "",
        older_key=_first_key(shown, has_older=bool(place.after)),
    )


def first_number(cases: QuerySet[Case], place: Place) -> str:
    """The number of the oldest case behind `place.after`, or of all; empty if there is none."""
    if place.after:
        cases = cases.filter(_side(place.after, "gt"))
    return cases.order_by("submitted_at", "id").values_list("number", flat=True).first() or ""


def key_of(case: Case) -> str:
    """Where a case stands in the queue: when it was handed in, and its key. Nothing about a person."""
    return f"{case.submitted_at.isoformat()}_{case.pk}" if case.submitted_at else ""


def is_key(text: str) -> bool:
    stamp, _bar, pk = text.partition("_")
    try:
        moment = datetime.fromisoformat(stamp)
        # At the ends of the calendar a moment may have no place in the time of the database.
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return moment.tzinfo is not None and pk.isascii() and pk.isdecimal() and len(pk) <= 18


def _first_key(shown: list[Case], *, has_older: bool) -> str:
    return key_of(shown[0]) if shown and has_older else ""


def _side(key: str, way: str) -> Q:
    stamp, _bar, pk = key.partition("_")
    moment = datetime.fromisoformat(stamp)
    return Q(**{f"submitted_at__{way}": moment}) | Q(**{"submitted_at": moment, f"id__{way}": int(pk)})


def _due(committees: Sequence[Committee], now: datetime, *, is_late: bool) -> Q:
    """Late is behind the promised moment; almost due is within so many service minutes, by each village's own clock.

    Neither is a case whose clock stands still.
    """
    running = Q(paused_at=None) & ~Q(state=State.CORRECTING)
    if is_late:
        return running & Q(due_at__lt=now)
    calendars = calendars_of(committees, since=timezone.localdate(now))
    soon = [
        Q(committee=committee, due_at__gte=now, due_at__lte=_almost_due(calendars[committee.pk], now))
        for committee in committees
    ]
    return running & reduce(or_, soon, Q(pk__in=[]))


def _almost_due(calendar: ServiceCalendar, now: datetime) -> datetime:
    try:
        return add_service_minutes(now, ALMOST_DUE_MINUTES, calendar)
    except NeverOpenError:
        # No office hours: no minute is counted any more, so whatever was promised is left as it is.
        return now + timedelta(minutes=ALMOST_DUE_MINUTES)
