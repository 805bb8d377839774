"""Who may act for a committee or a division: who holds the post at that moment, or stands in for the holder. Pure rules.

Moments are in the office's own time, because a term begins and ends with a day there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Authority = Literal["holder", "deputy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOfOffice:
    """First to last day inclusive; `begins_at` is a later moment of the first day, `ended_at` ends it before its time."""

    starts_on: date
    ends_on: date | None = None
    ended_at: datetime | None = None
    begins_at: datetime | None = None

    def runs(self, at: datetime) -> bool:
        return self.has_begun(at) and not self.has_ended(at)

    def has_begun(self, at: datetime) -> bool:
        return self.starts_on <= at.date() and (self.begins_at is None or self.begins_at <= at)

    def has_ended(self, at: datetime) -> bool:
        cut_short = self.ended_at is not None and self.ended_at <= at
        return cut_short or (self.ends_on is not None and self.ends_on < at.date())

    @property
    def over_on(self) -> date | None:
        """The day on which authority ends, by plan or before it."""
        if self.ended_at is None or (self.ends_on is not None and self.ends_on < self.ended_at.date()):
            return self.ends_on
        return self.ended_at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOfOffice(DaysOfOffice):
    officer: int
    kind: str
    committee: int | None
    division: int | None
    post: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(DaysOfOffice):
    """A deputy's days. `items` empty: all items. Nobody stood in before it was entered."""

    officer: int
    kind: str
    committee: int | None
    post: int
    entered_at: datetime
    items: frozenset[str] = field(default_factory=frozenset)
    only_when_absent: bool = True

    def stands_in(self, at: datetime, item: str | None) -> bool:
        """Without an item only who stands in for all of them."""
        return self.entered_at <= at and self.runs(at) and (not self.items or item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An officer's absence: from the first moment up to, not including, the last."""

    officer: int
    starts_at: datetime
    ends_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def holds(terms: Iterable[TermOfOffice], *, officer: int, kind: str, committee: int, at: datetime) -> bool:
    """Does the officer hold a post of this kind in this committee at that moment?"""
    return any(term.runs(at) for term in terms_in(terms, officer=officer, kind=kind, committee=committee))


def terms_in(terms: Iterable[TermOfOffice], *, officer: int, kind: str, committee: int) -> list[TermOfOffice]:
    return [term for term in terms if (term.officer, term.kind, term.committee) == (officer, kind, committee)]


def is_away(absences: Iterable[Away], officer: int, at: datetime) -> bool:
    return any(away.officer == officer and away.covers(at) for away in absences)


def is_open(post: int, terms: Iterable[TermOfOffice], absences: Iterable[Away], at: datetime) -> bool:
    """Nobody is there to act in the post: no term runs, or everybody who holds it is away."""
    away = list(absences)
    return all(is_away(away, term.officer, at) for term in terms if term.post == post and term.runs(at))


def acting(
    stand_ins: Iterable[StandIn],
    terms: Iterable[TermOfOffice],
    absences: Iterable[Away],
    *,
    at: datetime,
    item: str | None,
) -> list[StandIn]:
    """The deputies who may act at that moment. Terms and absences are those of the posts' holders."""
    held, away = list(terms), list(absences)
    return [
        one
        for one in stand_ins
        if one.stands_in(at, item) and (not one.only_when_absent or is_open(one.post, held, away, at))
    ]


def latest_ended(terms: Iterable[TermOfOffice], at: datetime) -> TermOfOffice | None:
    ended = [term for term in terms if term.has_begun(at) and term.has_ended(at)]
    return max(ended, key=lambda term: term.over_on or date.max, default=None)


def next_to_begin(terms: Iterable[TermOfOffice], at: datetime) -> TermOfOffice | None:
    coming = [term for term in terms if not term.has_begun(at) and not term.has_ended(at)]
    return min(coming, key=lambda term: term.starts_on, default=None)
