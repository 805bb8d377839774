"""Limits in working days: Monday to Friday but for listed days off, and listed days worked instead. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jiban.places.service_minutes import ZONE

ONE_DAY = timedelta(days=1)
# The limit ends with the day.
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    off: Collection[date] = frozenset()
    worked: Collection[date] = frozenset()

    def works(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.isoweekday() <= 5 and day not in self.off


def due_after(begun_at: datetime, days: int, week: WorkingWeek) -> datetime:
    """The end of the so-manieth working day after the day of `begun_at`, which itself does not count."""
    day = begun_at.astimezone(ZONE).date()
    left = days
    while left > 0:
        day += ONE_DAY
        left -= week.works(day)
    return datetime.combine(day, LAST_MINUTE, ZONE)
