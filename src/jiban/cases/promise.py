"""The clock explains itself: in plain sentences, how the promised moment came about and what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiban.composing import composed_once
from jiban.places.questions import service_calendar
from jiban.places.service_minutes import (
    NeverOpenError,
    ServiceCalendar,
    elapsed_service_time,
    is_open,
    next_opening,
)
from jiban.places.service_minutes import Pause as Stop

from . import deadlines
from .models import Case, Pause, PauseReason, PromiseOutcome
from .workflow import ENDED, State

# Nights and lunch hours named one by one; of a longer wait only that they do not count.
MOST_CLOSURES = 4


@dataclass(frozen=True, slots=True)
class Standstill:
    """A pause as it is told: why, and by whom."""

    stop: Stop
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Everything that the promise of one case is reckoned from."""

    submitted_at: datetime
    due_at: datetime
    calendar: ServiceCalendar
    standstills: Sequence[Standstill] = field(default_factory=tuple)
    answered_at: datetime | None = None

    @property
    def stands_since(self) -> datetime | None:
        return next((each.stop.begins for each in self.standstills if each.stop.ends is None), None)

    def left(self, now: datetime) -> int:
        """Service minutes left; while the clock stands, those that were left when it stopped."""
        return deadlines.minutes_left(self.due_at, now=self.stands_since or now, calendar=self.calendar)


def explain(case: Case, now: datetime) -> list[str]:
    """How the time of this case is counted. Nothing for a draft, and nothing for what was withdrawn."""
    clock = clock_of(case)
    return sentences(clock, now) if clock is not None else []


def clock_of(case: Case) -> Clock | None:
    if case.submitted_at is None or case.due_at is None or case.state == State.WITHDRAWN:
        return None
    standstills = [
        Standstill(
            Stop(pause.from_at, pause.until_at),
            reason=str(PauseReason(pause.reason).label),
            by=pause.by.name if pause.by is not None else "",
        )
        for pause in _pauses_of(case.pk)
    ]
    calendar = service_calendar(case.committee, since=timezone.localdate(case.submitted_at))
    return Clock(case.submitted_at, case.due_at, calendar, standstills, _answered_at(case))


@composed_once
def _pauses_of(case: int) -> QuerySet[Pause]:
    return Pause.objects.filter(case=case).select_related("by")


def _answered_at(case: Case) -> datetime | None:
    """A certificate is promised: until it is issued its approval is no answer. The figures count the same moment."""
    if case.state not in ENDED:
        return None
    return PromiseOutcome.objects.filter(case=case).values_list("answered_at", flat=True).first() or case.decided_at


def sentences(clock: Clock, now: datetime) -> list[str]:
    until = min(now, clock.answered_at or now, clock.stands_since or now)
    try:
        told = [_handed_in(clock, now), *_closures(clock, until=until, now=now)]
        told += [_standstill(each, now) for each in clock.standstills]
        return [*told, *_rest(clock, now)]
    except NeverOpenError:
        return [_("The village has no office hours, so no time can be promised. Please call the village.")]


def said_moment(at: datetime, now: datetime) -> str:
    """The moment as people say it on the day of `now`."""
    local, today = timezone.localtime(at), timezone.localdate(now)
    clock = f"{local:%H:%M}"
    words = {0: _("today %(clock)s"), -1: _("yesterday %(clock)s"), 1: _("tomorrow %(clock)s")}
    near = words.get((local.date() - today).days)
    if near:
        return near % {"clock": clock}
    return _("%(day)s %(clock)s") % {"day": formats.date_format(local, _("j M")), "clock": clock}


def said_minutes(minutes: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _handed_in(clock: Clock, now: datetime) -> str:
    at = said_moment(clock.submitted_at, now)
    if is_open(clock.submitted_at, clock.calendar):
        return _("Handed in %(at)s; the time began at once.") % {"at": at}
    opens = next_opening(clock.submitted_at, clock.calendar)
    words = {"at": at, "opens": said_moment(opens, now)}
    if opens > now:
        return _("Handed in %(at)s, while the office is closed; the time begins when it opens, %(opens)s.") % words
    return _("Handed in %(at)s, while the office was closed; the time began when it opened, %(opens)s.") % words


def _closures(clock: Clock, *, until: datetime, now: datetime) -> Iterator[str]:
    """Each time the office closed while this case was waiting."""
    closings = list(_closings(clock, until=until))
    if len(closings) > MOST_CLOSURES:
        yield _("In between the office was closed %(count)d times; nights, days off and breaks do not count.") % {
            "count": len(closings)
        }
        closings = closings[-1:]
    for closed, left in closings:
        words = {"at": said_moment(closed, now), "left": said_minutes(max(left, 0))}
        opens = next_opening(closed, clock.calendar)
        words["opens"] = said_moment(opens, now)
        if opens > until:
            yield _("The office closed %(at)s; %(left)s were left. It opens %(opens)s.") % words
        else:
            yield _("The office closed %(at)s; %(left)s were left. It opened %(opens)s.") % words


def _closings(clock: Clock, *, until: datetime) -> Iterator[tuple[datetime, int]]:
    end = min(until, clock.due_at)
    day, last = timezone.localdate(clock.submitted_at), timezone.localdate(end)
    while day <= last:
        for stretch in clock.calendar.stretches(day):
            closes = timezone.make_aware(datetime.combine(day, stretch.closes))
            opens = timezone.make_aware(datetime.combine(day, stretch.opens))
            stands = any(_covers(each.stop, closes) for each in clock.standstills)
            if clock.submitted_at < closes <= end and opens < end and closes < clock.due_at and not stands:
                yield closes, _left_then(clock, closes)
        day += timedelta(days=1)


def _left_then(clock: Clock, at: datetime) -> int:
    """What was left at that moment: the promise moved by later pauses, so they are taken out again."""
    left = elapsed_service_time(at, clock.due_at, clock.calendar)
    for each in clock.standstills:
        if each.stop.ends is not None and each.stop.begins >= at:
            left -= elapsed_service_time(each.stop.begins, each.stop.ends, clock.calendar)
    return left // deadlines.MINUTE


def _covers(stop: Stop, at: datetime) -> bool:
    return stop.begins <= at and (stop.ends is None or at <= stop.ends)


def _standstill(each: Standstill, now: datetime) -> str:
    words = {"since": said_moment(each.stop.begins, now), "reason": each.reason, "by": each.by}
    if each.stop.ends is None:
        if each.by:
            return _("The time stands still since %(since)s: %(reason)s (%(by)s).") % words
        return _("The time stands still since %(since)s: %(reason)s.") % words
    words["until"] = said_moment(each.stop.ends, now)
    if each.by:
        return _("From %(since)s to %(until)s the time stood still: %(reason)s (%(by)s).") % words
    return _("From %(since)s to %(until)s the time stood still: %(reason)s.") % words


def _rest(clock: Clock, now: datetime) -> Iterator[str]:
    if clock.answered_at is not None:
        yield _answer(clock, clock.answered_at, now)
        return
    left, due = clock.left(now), said_moment(clock.due_at, now)
    if clock.stands_since is not None:
        yield _("%(left)s are left when it goes on.") % {"left": said_minutes(max(left, 0))}
        return
    if now > clock.due_at:
        yield _("Promised by %(due)s. That is over by %(late)s of office hours.") % {
            "due": due,
            "late": said_minutes(-left),
        }
        return
    yield _("%(left)s are left; promised by %(due)s.") % {"left": said_minutes(left), "due": due}


def _answer(clock: Clock, answered_at: datetime, now: datetime) -> str:
    words = {"at": said_moment(answered_at, now), "due": said_moment(clock.due_at, now)}
    if answered_at <= clock.due_at:
        return _("Answered %(at)s; promised by %(due)s.") % words
    return _("Answered %(at)s; it was promised by %(due)s. We are sorry that it took longer.") % words
