"""The promise clock: minutes counted only while the committee serves people. Pure rules; times must be aware.

A day has stretches of open time. A listed day off has none; a weekend day worked instead has its own.
Pauses (the case waits for the resident) stop the clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
# Longer than any closure of an office; a calendar without one open minute in it is a mistake.
LONGEST_CLOSURE_DAYS = 60
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)


class NeverOpenError(ValueError):
    """The calendar has no open minute within LONGEST_CLOSURE_DAYS, so a promise cannot be dated."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Open from `opens` until just before `closes`, on one day, in whole minutes of ZONE's local time."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            message = f"a stretch must open before it closes: {self.opens}-{self.closes}"
            raise ValueError(message)
        if any(moment.second or moment.microsecond for moment in (self.opens, self.closes)):
            message = f"a stretch is given in whole minutes: {self.opens}-{self.closes}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `begins` until `ends`; without an end it still stands."""

    begins: datetime
    ends: datetime | None = None

    def __post_init__(self) -> None:
        if self.ends is not None and _utc(self.ends) < _utc(self.begins):
            message = f"a pause must not end before it begins: {self.begins} - {self.ends}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """weekly: ISO weekday (1 Monday .. 7 Sunday) -> stretches; closed: days off; extra: days worked instead."""

    weekly: Mapping[int, Sequence[Stretch]]
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, Sequence[Stretch]] = field(default_factory=dict)

    def stretches(self, day: date) -> list[Stretch]:
        """The open time of one day, sorted, overlaps joined."""
        if day in self.extra:
            listed = self.extra[day]
        elif day in self.closed:
            listed = ()
        else:
            listed = self.weekly.get(day.isoweekday(), ())
        joined: list[Stretch] = []
        for stretch in sorted(listed):
            if joined and stretch.opens <= joined[-1].closes:
                joined[-1] = Stretch(joined[-1].opens, max(joined[-1].closes, stretch.closes))
            else:
                joined.append(stretch)
        return joined


def add_service_minutes(
    start: datetime, minutes: int, calendar: ServiceCalendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """The moment when `minutes` of open time have passed since `start`: the deadline of a promise.

    A pause without an end cannot be dated past: give the deadline again when it ends. Raises ValueError for it and for
    negative minutes, NeverOpenError if the office never opens.
    """
    return add_service_time(start, minutes * MINUTE, calendar, pauses)


def add_service_time(
    start: datetime, time_open: timedelta, calendar: ServiceCalendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """As `add_service_minutes`, to the second."""
    if time_open < timedelta():
        message = f"service time must not be negative: {time_open}"
        raise ValueError(message)
    if any(pause.ends is None for pause in pauses):
        message = "the clock still stands: a deadline exists once the pause has ended"
        raise ValueError(message)
    if not time_open:
        return _utc(start).astimezone(ZONE)
    left = time_open
    for begins, ends in _running(_utc(start), calendar, pauses):
        if ends - begins >= left:
            return (begins + left).astimezone(ZONE)
        left -= ends - begins
    raise AssertionError  # _running ends by NeverOpenError alone


def elapsed_service_minutes(
    start: datetime, end: datetime, calendar: ServiceCalendar, pauses: Sequence[Pause] = ()
) -> int:
    """Whole minutes of open time between `start` and `end`, pauses left out; 0 if `end` is not after `start`."""
    return elapsed_service_time(start, end, calendar, pauses) // MINUTE


def elapsed_service_time(
    start: datetime, end: datetime, calendar: ServiceCalendar, pauses: Sequence[Pause] = ()
) -> timedelta:
    """As `elapsed_service_minutes`, to the second."""
    start, end = _utc(start), _utc(end)
    passed = timedelta()
    day = start.astimezone(ZONE).date()
    while start < end and day <= end.astimezone(ZONE).date():
        for begins, ends in _open_parts(day, start, calendar, pauses):
            passed += max(min(ends, end) - begins, timedelta())
        day += ONE_DAY
    return passed


def next_opening(now: datetime, calendar: ServiceCalendar) -> datetime:
    """`now` if the office is open, else the moment it opens next. Raises NeverOpenError."""
    begins, _ends = next(_running(_utc(now), calendar, ()))
    return begins.astimezone(ZONE)


def is_open(now: datetime, calendar: ServiceCalendar) -> bool:
    now = _utc(now)
    parts = _open_parts(now.astimezone(ZONE).date(), now, calendar, ())
    return any(begins <= now < ends for begins, ends in parts)


def _running(
    start: datetime, calendar: ServiceCalendar, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """Every part of time from `start` on in which the clock runs."""
    day = start.astimezone(ZONE).date()
    last_open = day
    while (day - last_open).days <= LONGEST_CLOSURE_DAYS:
        for part in _open_parts(day, start, calendar, pauses):
            last_open = day
            yield part
        last_open = max([last_open, *(pause.ends.astimezone(ZONE).date() for pause in pauses if pause.ends)])
        day += ONE_DAY
    message = f"no open minute within {LONGEST_CLOSURE_DAYS} days after {last_open}"
    raise NeverOpenError(message)


def _open_parts(
    day: date, start: datetime, calendar: ServiceCalendar, pauses: Sequence[Pause]
) -> list[tuple[datetime, datetime]]:
    """The parts of `day`, not before `start`, in which the office is open and no pause stands. In UTC."""
    parts = []
    for stretch in calendar.stretches(day):
        # Through UTC: subtracting two local times would count the clock on the wall, not the time that passed.
        begins = max(_utc(datetime.combine(day, stretch.opens, ZONE)), start)
        ends = _utc(datetime.combine(day, stretch.closes, ZONE))
        if begins < ends:
            parts.append((begins, ends))
    for pause in pauses:
        parts = [rest for part in parts for rest in _without(part, pause)]
    return parts


def _without(part: tuple[datetime, datetime], pause: Pause) -> list[tuple[datetime, datetime]]:
    begins, ends = part
    stops = min(max(_utc(pause.begins), begins), ends)
    resumes = min(max(_utc(pause.ends), begins), ends) if pause.ends else ends
    return [(a, b) for a, b in ((begins, stops), (max(stops, resumes), ends)) if a < b]


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "the service clock needs aware times"
        raise ValueError(message)
    return moment.astimezone(UTC)
