"""What the boards of village, township, county and city read: kept figures and running promises, never all cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Sum
from django.db.models.query import QuerySet

from jiban.composing import literals
from jiban.places.models import Committee, Division

from . import deadlines, histograms, signals
from .calendars import calendars_of
from .histograms import Range
from .models import Case, PromiseDay, Reminder
from .workflow import OPEN_FOR_OFFICE

SUMMED = (
    *("issued", "refused", "kept", "paused", "resubmitted", "reopened"),
    *("sent_back", "reapplied", "withdrawn"),
    *histograms.COLUMNS,
)
SUMS = {f"sum_{name}": Sum(name) for name in SUMMED}
MOST_RUNNING = 50
# Running promises are shown when so little wall-clock time is left at most: nights and breaks only lengthen it.
SOON = timedelta(minutes=15)
# Holidays further back are not asked for: a case that waits so long is late by any calendar.
LONGEST_WAIT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over some days of one place."""

    issued: int = 0
    refused: int = 0
    kept: int = 0
    paused: int = 0
    resubmitted: int = 0
    reopened: int = 0
    sent_back: int = 0
    reapplied: int = 0
    # After the promise was broken: what was taken back in time is no answer and is counted nowhere.
    withdrawn: int = 0
    histogram: Sequence[int] = field(default_factory=tuple)

    @property
    def answered(self) -> int:
        return self.issued + self.refused + self.withdrawn

    def percentile(self, percent: int) -> Range | None:
        return histograms.percentile(self.histogram, percent)


NOTHING = Figures(histogram=(0,) * len(histograms.COLUMNS))


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Running:
    """A promise that is about to break, or broken: without anything about the person."""

    number: str
    item_title: str
    item_title_en: str
    committee: Committee
    due_at: datetime
    minutes_left: int


def figures_of(divisions: Sequence[Division], period: Period, *, item: str = "") -> dict[int, Figures]:
    """By division: at most so many rows as divisions times days are read."""
    return {key: _figures(sums) for key, *sums in _summed(_rows(divisions, period, item), "division")}


def by_day(division: Division, period: Period, *, item: str = "") -> dict[date, Figures]:
    return {key: _figures(sums) for key, *sums in _summed(_rows([division], period, item), "day")}


def by_item(division: Division, period: Period) -> dict[str, Figures]:
    rows = PromiseDay.objects.filter(division=division, day__range=(period.first, period.last)).exclude(item="")
    return {key: _figures(sums) for key, *sums in _summed(rows, "item")}


def parts(division: Division) -> list[Division]:
    """The places one level below, open ones."""
    return list(Division.objects.filter(parent=division, closed_on=None).order_by("code"))


def running(division: Division, now: datetime, *, most: int = MOST_RUNNING) -> list[Running]:
    """Promises about to break below this division, the most urgent first. Cases whose clock stands are left out."""
    found = list(_due_soon(division, now)[:most])
    calendars = calendars_of([case.committee for case in found], since=(now - LONGEST_WAIT).date())
    return [
        Running(
            number=case.number,
            item_title=case.item.title,
            item_title_en=case.item.title_en,
            committee=case.committee,
            due_at=case.due_at,
            minutes_left=deadlines.minutes_left(case.due_at, now=now, calendar=calendars[case.committee_id]),
        )
        for case in found
        if case.due_at is not None
    ]


def last_reminders(committees: Sequence[Committee]) -> dict[int, datetime]:
    rows = Reminder.objects.filter(committee__in=committees).values("committee").annotate(newest=Max("at"))
    return {row["committee"]: row["newest"] for row in rows}


def rates_of(parts_: Sequence[Figures], signal: signals.Signal) -> list[signals.Rate]:
    """The share of one signal in each of these neighbours, beside their median."""
    return signals.rates((getattr(each, signal), each.answered) for each in parts_)


def as_row(figures: Figures) -> list[int]:
    """In the order of SUMMED."""
    plain = [getattr(figures, name) for name in SUMMED if name not in histograms.COLUMNS]
    return [*plain, *figures.histogram]


def _due_soon(division: Division, now: datetime) -> QuerySet[Case]:
    steps = Division.Level.VILLAGE - division.level
    below = {"committee__division" + "__parent" * steps: division.pk}
    cases = Case.objects.filter(state__in=literals(OPEN_FOR_OFFICE), paused_at=None, due_at__lte=now + SOON, **below)
    # No answers, no resident: what is not needed is not read.
    wanted = ("number", "due_at", "item__title", "item__title_en", "committee__division__short_name")
    related = cases.select_related("item", "committee__division").only(*wanted, "committee__division__code")
    return related.order_by("due_at", "id")


def _rows(divisions: Sequence[Division], period: Period, item: str) -> QuerySet[PromiseDay]:
    return PromiseDay.objects.filter(division__in=divisions, item=item, day__range=(period.first, period.last))


def _summed(rows: QuerySet[PromiseDay], by: str) -> Iterable[Sequence[Any]]:
    sums: Iterable[Sequence[Any]] = rows.order_by().values(by).annotate(**SUMS).values_list(by, *SUMS)
    return sums


def _figures(sums: Sequence[int]) -> Figures:
    told = dict(zip(SUMMED, sums, strict=True))
    histogram = tuple(told.pop(column) for column in histograms.COLUMNS)
    return Figures(**told, histogram=histogram)
