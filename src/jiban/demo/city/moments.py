"""Moments in service time, quickly: a working day of the city is 420 minutes, and a day's start is looked up."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from jiban.places.actions import WORKING_DAY

from .places import FREE_DAYS

YEARS = 2
CITY_TIME = ZoneInfo("Asia/Shanghai")


class ServiceTime:
    """The working days of the two years before `until`. A moment is a day's place and a minute of its service."""

    def __init__(self, until: datetime) -> None:
        last = until.astimezone(CITY_TIME).date()
        first = last - timedelta(days=YEARS * 365)
        free = {(month, day) for month, day, _name in FREE_DAYS}
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.days = [day for day in every if day.isoweekday() <= 5 and (day.month, day.day) not in free]

    @cached_property
    def minutes_a_day(self) -> int:
        return sum(self._lengths)

    @cached_property
    def _lengths(self) -> list[int]:
        return [_minutes(stretch.closes) - _minutes(stretch.opens) for stretch in WORKING_DAY]

    @cached_property
    def _first_minutes(self) -> list[int]:
        """The minute of service with which each stretch of a day begins."""
        return [sum(self._lengths[:place]) for place in range(len(self._lengths))]

    @cached_property
    def _midnights(self) -> list[datetime]:
        return [_midnight(day) for day in self.days]

    def day_of(self, day: int, minute: float) -> int:
        """The day on which a minute falls that may lie beyond the end of `day`; the last day does not end."""
        return min(day + int(minute // self.minutes_a_day), len(self.days) - 1)

    def at(self, day: int, minute: float) -> datetime:
        """UTC. Minutes beyond the day's end go on next morning; the last day does not end."""
        ends = self.day_of(day, minute)
        day, minute = ends, minute - (ends - day) * self.minutes_a_day
        stretch = bisect_right(self._first_minutes, minute) - 1
        clock = _minutes(WORKING_DAY[stretch].opens) + minute - self._first_minutes[stretch]
        return self._midnights[day] + timedelta(minutes=clock)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CITY_TIME).astimezone(UTC)
