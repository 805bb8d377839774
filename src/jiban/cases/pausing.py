"""The clock stands still: for a correction, or for a reason the law lists. Every pause is a row the resident reads."""

from datetime import datetime

from django.db import transaction

from jiban.people.models import Officer
from jiban.people.questions import check_post
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import ServiceCalendar

from . import deadlines, escalating, reach
from .calendars import calendar_from
from .errors import NotPausedError, PausedAlreadyError, PauseReasonError, ReasonMissingError, StepRefusedError
from .journal import note
from .models import Case, JournalLine, Pause, PauseReason
from .workflow import OPEN_FOR_OFFICE

OFFICER = JournalLine.Who.OFFICER
# Steps of the clock, not of the workflow: the state of the case stays.
PAUSE, RESUME = "pause", "resume"
# Between the code of the reason and the officer's words in a line of the journal.
BEFORE_WORDS = ": "
BY_LAW = tuple(reason for reason in PauseReason if reason != PauseReason.CORRECTION)


@transaction.atomic
def pause(case: Case, *, by: Officer, reason: str, words: str, now: datetime) -> Pause:
    """Stop the clock by a reason the law lists, with words for the resident. Only who decides may do so."""
    check_post(by, "reviewer", committee=case.committee, now=now, item=case.item.code)
    if reason not in BY_LAW:
        raise PauseReasonError
    if not words.strip():
        raise ReasonMissingError
    running = Case.objects.filter(pk=case.pk, state__in=OPEN_FOR_OFFICE, paused_at=None)
    if not running.update(paused_at=now, watch_at=None):
        raise PausedAlreadyError if case.state in OPEN_FOR_OFFICE else StepRefusedError
    case.paused_at = now
    note(case, PAUSE, who=OFFICER, officer=by, at=now, reason=f"{PauseReason(reason)}{BEFORE_WORDS}{words.strip()}")
    return Pause.objects.create(case=case, reason=reason, note=words.strip(), by=by, from_at=now)


@transaction.atomic
def resume(case: Case, *, by: Officer, now: datetime) -> Case:
    """The clock goes on with as many minutes as were left."""
    check_post(by, "reviewer", committee=case.committee, now=now, item=case.item.code)
    case.refresh_from_db()
    if case.paused_at is None or case.state not in OPEN_FOR_OFFICE:
        raise NotPausedError
    stood_since = case.paused_at
    go_on(case, stood_since=stood_since, now=now)
    if not Case.objects.filter(pk=case.pk, paused_at=stood_since).update(
        paused_at=None, due_at=case.due_at, watch_at=case.watch_at
    ):
        raise NotPausedError
    end_pauses(case, now=now)
    note(case, RESUME, who=OFFICER, officer=by, at=now)
    return case


def said(line: JournalLine) -> str:
    """Why the clock stands, from the line that says so, in the language of who reads it."""
    reason, _colon, words = line.reason.partition(BEFORE_WORDS)
    return f"{PauseReason(reason).label}{BEFORE_WORDS}{words}" if reason in PauseReason.values else line.reason


def begin_correction(case: Case, *, by: Officer, words: str, now: datetime) -> None:
    """In the transaction that sends the case back. A pause by law ends there: two clocks cannot stand at once."""
    end_standstill(case, now=now)
    Pause.objects.create(case=case, reason=PauseReason.CORRECTION, note=words[:200], by=by, from_at=now)


def go_on(case: Case, *, stood_since: datetime, now: datetime) -> None:
    """Give the promise anew after a pause. Written by the caller, together with what else it changes."""
    case.due_at = _moved(case, since=stood_since, now=now)
    case.paused_at = None
    case.watch_at = first_look(case, calendar_from(case.committee, now), now=now)


def end_standstill(case: Case, *, now: datetime) -> None:
    """In the transaction that has moved the case: what was promised moves by the time for which the clock stood."""
    standing = Pause.objects.filter(case=case, until_at=None).first()
    if standing is None:
        return
    # A colleague may have stopped the clock, or let it go on, since this object was read.
    case.refresh_from_db(fields=["due_at"])
    case.due_at, case.paused_at = _moved(case, since=standing.from_at, now=now), None
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at, paused_at=None)
    end_pauses(case, now=now)


def end_pauses(case: Case, *, now: datetime) -> None:
    Pause.objects.filter(case=case, until_at=None).update(until_at=now)


def first_look(case: Case, calendar: ServiceCalendar, *, now: datetime) -> datetime | None:
    """When the clockwork looks at the promise for the next time."""
    if case.due_at is None:
        return None
    if reach.nobody_there(case.committee, now):
        return now
    watch = escalating.Watch(case.due_at, case.item.read().promise_minutes)
    return escalating.look_again_at(watch, now=now, calendar=calendar)


def _moved(case: Case, *, since: datetime, now: datetime) -> datetime | None:
    if case.due_at is None:
        return None
    calendar = service_calendar(case.committee)
    return deadlines.after_pause(case.due_at, paused_from=since, paused_until=now, calendar=calendar)
