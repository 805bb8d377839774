"""Seal, committee, post, officer, term and deputy on one line of time: who had authority over a seal, when, in what state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from django.utils import timezone

from jiban.people import authority, offices
from jiban.people.models import Absence, Deputation, PostKind, Term

from .models import Seal, SealKind
from .timeline import Moment, state_at

# Whose acts set a committee's seal, and who answers for it.
KINDS = (PostKind.HEAD, PostKind.REVIEWER)


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment up to, not including, the other; None: still. `officer` and `post` are empty for a vacant time."""

    from_at: datetime
    until: datetime | None
    committee: str
    post: str
    officer: str
    held_as: Literal["holder", "deputy", ""]
    state: str


def authority_line(seal: Seal) -> list[Span]:
    """The oldest first. Nothing before the seal was applied for, nothing planned for the future."""
    moments = [Moment(event.at, event.state) for event in seal.events.all()]
    if not moments:
        return []
    committee = seal.committee
    people = _People(seal)
    cuts = sorted({moment.at for moment in moments} | {cut for cut in people.cuts() if cut > moments[0].at})
    cuts = [cut for cut in cuts if cut <= timezone.now()]
    found: list[Span] = []
    for at, until in zip(cuts, [*cuts[1:], None], strict=True):
        state = state_at(moments, at) or ""
        spans = [Span(at, until, committee.name, post, name, held, state) for post, name, held in people.acting(at)]
        found += spans or [Span(at, until, committee.name, "", "", "", state)]
    return joined(found)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that differ in nothing but that one ends where the other begins are one."""
    found: list[Span] = []
    for span in spans:
        before = next((old for old in found if old.until == span.from_at and _same(old, span)), None)
        if before is None:
            found.append(span)
            continue
        found[found.index(before)] = Span(before.from_at, span.until, *_facts(before))
    return found


def _facts(span: Span) -> tuple[str, str, str, Literal["holder", "deputy", ""], str]:
    return span.committee, span.post, span.officer, span.held_as, span.state


def _same(one: Span, other: Span) -> bool:
    return _facts(one) == _facts(other)


class _People:
    """The terms, deputations and absences that bear on a seal: a reviewer's signature is its owner's alone."""

    def __init__(self, seal: Seal) -> None:
        terms = Term.objects.filter(post__committee=seal.committee_id, post__kind__in=KINDS)
        stand_ins = Deputation.objects.filter(post__committee=seal.committee_id, post__kind__in=KINDS)
        self._own = seal.officer_id if seal.kind == SealKind.REVIEWER else None
        self._terms = list(terms.select_related("officer", "post"))
        self._deputations = list(stand_ins.select_related("officer", "post"))
        officers = {term.officer_id for term in self._terms}
        self._absences = [offices.of_absence(row) for row in Absence.objects.filter(officer__in=officers)]

    def cuts(self) -> Iterable[datetime]:
        for term in self._terms:
            yield from _cuts(offices.of_term(term))
        for row in self._deputations:
            yield row.entered_at
            yield from _cuts(offices.of_deputation(row))
        for away in self._absences:
            yield away.starts_at
            if away.ends_at is not None:
                yield away.ends_at

    def acting(self, at: datetime) -> Sequence[tuple[str, str, Literal["holder", "deputy", ""]]]:
        local = timezone.localtime(at)
        terms = [(term, offices.of_term(term)) for term in self._terms]
        found: list[tuple[str, str, Literal["holder", "deputy", ""]]] = [
            (term.post.title, term.officer.name, "holder")
            for term, rule in terms
            if rule.runs(local) and self._own in {None, term.officer_id}
        ]
        for row in self._deputations:
            rule = offices.of_deputation(row)
            item = next(iter(rule.items), None)
            counts = authority.acting([rule], [one for _term, one in terms], self._absences, at=local, item=item)
            if counts and self._own in {None, row.officer_id}:
                found.append((row.post.title, row.officer.name, "deputy"))
        return found


def _cuts(days: authority.DaysOfOffice) -> Iterable[datetime]:
    zone = timezone.get_default_timezone()
    begins = datetime.combine(days.starts_on, time.min, zone)
    yield days.begins_at or begins
    if days.ends_on is not None:
        yield datetime.combine(days.ends_on + timedelta(days=1), time.min, zone)
    if days.ended_at is not None:
        yield days.ended_at
