"""Rows of the tables as the pure rules of `authority` read them, in the office's own time."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from jiban.people.authority import Away, StandIn, TermOfOffice
from jiban.people.models import Absence, Deputation, Term


def of_terms(terms: Iterable[Term]) -> list[TermOfOffice]:
    return [of_term(term) for term in terms]


def of_term(term: Term) -> TermOfOffice:
    return TermOfOffice(
        officer=term.officer_id,
        kind=term.post.kind,
        committee=term.post.committee_id,
        division=term.post.division_id,
        post=term.post_id,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        ended_at=_local(term.ended_at),
        begins_at=_local(term.begins_at),
    )


def of_deputation(deputation: Deputation) -> StandIn:
    return StandIn(
        officer=deputation.officer_id,
        kind=deputation.post.kind,
        committee=deputation.post.committee_id,
        post=deputation.post_id,
        starts_on=deputation.starts_on,
        ends_on=deputation.ends_on,
        ended_at=_local(deputation.ended_at),
        entered_at=timezone.localtime(deputation.entered_at),
        items=frozenset(deputation.items),
        only_when_absent=deputation.active_when == Deputation.ActiveWhen.ABSENT,
    )


def of_absence(absence: Absence) -> Away:
    return Away(officer=absence.officer_id, starts_at=absence.starts_at, ends_at=absence.ends_at)


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else timezone.localtime(moment)
