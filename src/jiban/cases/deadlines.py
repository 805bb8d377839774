"""The half-hour promise in service minutes. Pure: calendar and times come in as values."""

from datetime import datetime

from jiban.places.service_minutes import ServiceCalendar, add_service_minutes, elapsed_service_minutes


def promised_by(submitted_at: datetime, *, minutes: int, calendar: ServiceCalendar) -> datetime:
    return add_service_minutes(submitted_at, minutes, calendar)


def after_pause(
    promised: datetime, *, paused_from: datetime, paused_until: datetime, calendar: ServiceCalendar
) -> datetime:
    """The promise moves by the service time the resident needed for a correction."""
    waited = elapsed_service_minutes(paused_from, paused_until, calendar)
    return add_service_minutes(promised, waited, calendar)


def minutes_left(due_at: datetime, *, now: datetime, calendar: ServiceCalendar) -> int:
    """Service minutes left; negative when the promise is broken."""
    if now <= due_at:
        return int(elapsed_service_minutes(now, due_at, calendar))
    return -int(elapsed_service_minutes(due_at, now, calendar))
