"""The half-hour promise in service minutes. Pure: calendar and times come in as values."""

from datetime import datetime, timedelta

from jiban.places.service_minutes import (
    ServiceCalendar,
    add_service_minutes,
    add_service_time,
    elapsed_service_minutes,
    elapsed_service_time,
)

MINUTE = timedelta(minutes=1)
# The share of the promise at which the deputy is asked, and the one at which the township is.
DEPUTY_SHARE, TOWNSHIP_SHARE = 3, 6


def promised_by(submitted_at: datetime, *, minutes: int, calendar: ServiceCalendar) -> datetime:
    return add_service_minutes(submitted_at, minutes, calendar)


def after_pause(
    promised: datetime, *, paused_from: datetime, paused_until: datetime, calendar: ServiceCalendar
) -> datetime:
    """The promise moves by the service time for which the clock stood, to the second: nobody gains or loses by a pause."""
    waited = elapsed_service_time(paused_from, paused_until, calendar)
    return add_service_time(promised, waited, calendar)


def minutes_left(due_at: datetime, *, now: datetime, calendar: ServiceCalendar) -> int:
    """Service minutes left; negative when the promise is broken."""
    if now <= due_at:
        return int(elapsed_service_minutes(now, due_at, calendar))
    return -int(elapsed_service_minutes(due_at, now, calendar))


def reaches(due_at: datetime, left: int, *, since: datetime, calendar: ServiceCalendar) -> datetime:
    """The moment, not before `since`, when only `left` service minutes are left of the promise."""
    ahead = elapsed_service_minutes(since, due_at, calendar) - left
    return add_service_minutes(since, ahead, calendar) if ahead > 0 else since


def deputy_minutes(promise_minutes: int) -> int:
    """With so few service minutes left a breach is predicted: 10 of 30."""
    return max(promise_minutes // DEPUTY_SHARE, 1)


def township_minutes(promise_minutes: int) -> int:
    """5 of 30."""
    return promise_minutes // TOWNSHIP_SHARE
