"""Office hours in one cell: `1-5 08:30-12:00,14:00-17:30; 6 09:00-11:00`, or 周一至周五 instead of 1-5."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import groupby, pairwise

from jiban.places.service_minutes import Stretch

Week = dict[int, tuple[Stretch, ...]]
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
PART = re.compile(r"([1-7])(?:-([1-7]))?\s+(\S+)")
STRETCH = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
NAMES = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}


def parse(text: str) -> Week:
    """ISO weekday -> its stretches. Raises ValueError for anything else than hours."""
    plain = text.translate(str.maketrans("：；，、–—~至到", ":;,,-----"))
    plain = WEEKDAY.sub(lambda day: str(NAMES[day[1]]), plain)
    week: Week = {}
    for part in filter(None, (each.strip() for each in re.sub(r",\s+", ",", plain).split(";"))):
        found = PART.fullmatch(part)
        if found is None:
            raise ValueError(part)
        first, last = int(found[1]), int(found[2] or found[1])
        stretches = tuple(sorted(_stretch(each) for each in found[3].split(",")))
        if last < first or any(a.closes > b.opens for a, b in pairwise(stretches)):
            raise ValueError(part)
        for day in range(first, last + 1):
            if day in week:
                raise ValueError(part)
            week[day] = stretches
    return week


def write(week: Iterable[tuple[int, Sequence[Stretch]]]) -> str:
    """The shortest text that reads as the week."""
    return "; ".join(
        f"{first}-{last} {hours}" if first != last else f"{first} {hours}" for first, last, hours in runs(week)
    )


def runs(week: Iterable[tuple[int, Sequence[Stretch]]]) -> Iterator[tuple[int, int, str]]:
    """Days in a row with the same hours: the first, the last, the hours of each."""
    shown = [(day, ",".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in each)) for day, each in sorted(week) if each]
    # In a run the day less its place in the list stays the same.
    for (_start, hours), run in groupby(enumerate(shown), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        days = [day for _place, (day, _hours) in run]
        yield days[0], days[-1], hours


def _stretch(text: str) -> Stretch:
    found = STRETCH.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, until_hour, until_minute = (int(number) for number in found.groups())
    try:
        return Stretch(time(hour, minute), time(until_hour, until_minute))
    except ValueError as error:
        # The reader wants to see what was written, not how the clock refuses it.
        raise ValueError(text) from error
