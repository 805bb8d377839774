"""Who may act for a committee or a county: only who holds the post at that moment. Pure rules.

Moments are in the office's own time, because a term begins and ends with a day there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TermOfOffice:
    """First to last day inclusive; `ended_at` is the moment the term was ended before its time."""

    officer: int
    kind: str
    committee: int | None
    county: int | None
    starts_on: date
    ends_on: date | None = None
    ended_at: datetime | None = None

    def runs(self, at: datetime) -> bool:
        return self.has_begun(at) and not self.has_ended(at)

    def has_begun(self, at: datetime) -> bool:
        return self.starts_on <= at.date()

    def has_ended(self, at: datetime) -> bool:
        cut_short = self.ended_at is not None and self.ended_at <= at
        return cut_short or (self.ends_on is not None and self.ends_on < at.date())

    @property
    def over_on(self) -> date | None:
        """The day on which authority ends, by plan or before it."""
        if self.ended_at is None or (self.ends_on is not None and self.ends_on < self.ended_at.date()):
            return self.ends_on
        return self.ended_at.date()


def holds(terms: Iterable[TermOfOffice], *, officer: int, kind: str, committee: int, at: datetime) -> bool:
    """Does the officer hold a post of this kind in this committee at that moment?"""
    return any(term.runs(at) for term in terms_in(terms, officer=officer, kind=kind, committee=committee))


def administers(terms: Iterable[TermOfOffice], *, officer: int, counties: Iterable[int], at: datetime) -> bool:
    """Does the officer administer one of these counties at that moment?"""
    wanted = set(counties)
    return any(term.officer == officer and term.county in wanted and term.runs(at) for term in terms)


def terms_in(terms: Iterable[TermOfOffice], *, officer: int, kind: str, committee: int) -> list[TermOfOffice]:
    return [term for term in terms if (term.officer, term.kind, term.committee) == (officer, kind, committee)]


def latest_ended(terms: Iterable[TermOfOffice], at: datetime) -> TermOfOffice | None:
    ended = [term for term in terms if term.has_begun(at) and term.has_ended(at)]
    return max(ended, key=lambda term: term.over_on or date.max, default=None)


def next_to_begin(terms: Iterable[TermOfOffice], at: datetime) -> TermOfOffice | None:
    coming = [term for term in terms if not term.has_begun(at) and not term.has_ended(at)]
    return min(coming, key=lambda term: term.starts_on, default=None)
