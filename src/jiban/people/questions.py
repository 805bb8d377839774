from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NoReturn

from django.utils import timezone

from jiban.people import authority
from jiban.people.authority import TermOfOffice
from jiban.people.errors import NoPostError, TermEndedError, TermNotBegunError
from jiban.people.models import AssuranceLevel, Officer, Post, PostKind, RealNameProof, Resident, Term
from jiban.places.models import Committee, Division

PROOF_VALID = timedelta(days=30)
STRENGTH: dict[str, int] = {AssuranceLevel.LOW: 1, AssuranceLevel.MIDDLE: 2, AssuranceLevel.HIGH: 3}


def real_name_level(resident: Resident, *, now: datetime) -> str:
    """The highest level a provider has confirmed lately: "low", "middle", "high", or "" for none."""
    recent = RealNameProof.objects.filter(
        resident=resident, verified_at__gt=now - PROOF_VALID, verified_at__lte=now
    ).values_list("level", flat=True)
    return max(recent, key=STRENGTH.__getitem__, default="")


def posts_of(officer: Officer, now: datetime) -> list[Post]:
    return [term.post for term in _running(_terms_of(officer), now)]


def kinds_of(officer: Officer, now: datetime) -> frozenset[str]:
    return frozenset(post.kind for post in posts_of(officer, now))


def committees_where(officer: Officer, kind: str, now: datetime) -> list[Committee]:
    """The committees in which the officer holds a post of this kind now."""
    found = {
        post.committee.pk: post.committee
        for post in posts_of(officer, now)
        if post.kind == kind and post.committee is not None
    }
    return list(found.values())


def holders(committee: Committee, kind: str, now: datetime) -> list[Officer]:
    terms = Term.objects.filter(post__committee=committee, post__kind=kind).select_related("officer", "post")
    found = {term.officer.pk: term.officer for term in _running(terms, now)}
    return list(found.values())


def holds_post(officer: Officer, kind: str, *, committee: Committee, now: datetime) -> bool:
    """True also for a moment long past: what verification asks."""
    terms = [_of_office(term) for term in _terms_of(officer)]
    at = timezone.localtime(now)
    return authority.holds(terms, officer=officer.pk, kind=kind, committee=committee.pk, at=at)


def check_post(officer: Officer, kind: str, *, committee: Committee, now: datetime) -> None:
    """Raise NoPostError, TermNotBegunError or TermEndedError unless the officer holds the post now."""
    at = timezone.localtime(now)
    all_terms = [_of_office(term) for term in _terms_of(officer)]
    terms = authority.terms_in(all_terms, officer=officer.pk, kind=kind, committee=committee.pk)
    if not any(term.runs(at) for term in terms):
        _refuse(terms, kind=kind, committee=committee, at=at)


def administers(officer: Officer, division: Division, *, now: datetime) -> bool:
    """Is the officer an administrator of the county this division is in (or is)?"""
    terms = [_of_office(term) for term in _terms_of(officer)]
    above: list[int] = []
    step: Division | None = division
    while step is not None:
        above.append(step.pk)
        step = step.parent
    return authority.administers(terms, officer=officer.pk, counties=above, at=timezone.localtime(now))


def _refuse(terms: Iterable[TermOfOffice], *, kind: str, committee: Committee, at: datetime) -> NoReturn:
    post = str(PostKind(kind).label)
    coming = authority.next_to_begin(terms, at)
    if coming is not None:
        raise TermNotBegunError(post=post, committee=committee.name, day=coming.starts_on)
    ended = authority.latest_ended(terms, at)
    if ended is not None:
        raise TermEndedError(post=post, committee=committee.name, day=ended.over_on)
    raise NoPostError(post=post, committee=committee.name)


def _terms_of(officer: Officer) -> list[Term]:
    return list(officer.terms.select_related("post__committee__division", "post__county"))


def _running(terms: Iterable[Term], now: datetime) -> list[Term]:
    at = timezone.localtime(now)
    return [term for term in terms if _of_office(term).runs(at)]


def _of_office(term: Term) -> TermOfOffice:
    return TermOfOffice(
        officer=term.officer_id,
        kind=term.post.kind,
        committee=term.post.committee_id,
        county=term.post.county_id,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        ended_at=None if term.ended_at is None else timezone.localtime(term.ended_at),
    )
