"""Who people are and what they may do, as the tables tell it now and at any past moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NoReturn

from django.db.models import QuerySet
from django.utils import timezone

from jiban.composing import composed_once
from jiban.people import authority, offices
from jiban.people.authority import Authority, TermOfOffice
from jiban.people.errors import NoPostError, TermEndedError, TermNotBegunError
from jiban.people.models import AssuranceLevel, Officer, Post, PostKind, RealNameProof, Resident, Term
from jiban.people.standing_in import deputed_posts, deputies, is_absent, is_deputy
from jiban.places.models import Committee, Division

__all__ = [
    "ADMINISTRATORS",
    "administers",
    "authority_at",
    "check_post",
    "committees_where",
    "deputed_posts",
    "deputies",
    "holders",
    "holds_post",
    "is_absent",
    "may_act",
    "posts_of",
    "real_name_level",
]

PROOF_VALID = timedelta(days=30)
STRENGTH: dict[str, int] = {AssuranceLevel.LOW: 1, AssuranceLevel.MIDDLE: 2, AssuranceLevel.HIGH: 3}
ADMINISTRATORS = (PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR)


def real_name_level(resident: Resident, *, now: datetime) -> str:
    """The highest level a provider has confirmed lately: "low", "middle", "high", or "" for none."""
    recent = _levels_proved(resident.pk, now - PROOF_VALID, now)
    return max(recent, key=STRENGTH.__getitem__, default="")


def posts_of(officer: Officer, now: datetime) -> list[Post]:
    """The posts the officer holds. For those in which the officer stands in see `deputed_posts`."""
    return [term.post for term in _running(_terms_with_places(officer.pk), now)]


def committees_where(officer: Officer, kind: str, now: datetime) -> list[Committee]:
    """The committees in which the officer holds a post of this kind now."""
    found = {
        post.committee.pk: post.committee
        for post in posts_of(officer, now)
        if post.kind == kind and post.committee is not None
    }
    return list(found.values())


def holders(committee: Committee, kind: str, now: datetime) -> list[Officer]:
    found = {term.officer.pk: term.officer for term in _running(_terms_in(committee.pk, kind), now)}
    return list(found.values())


def holds_post(officer: Officer, kind: str, *, committee: Committee, now: datetime) -> bool:
    """True also for a moment long past. Deputies hold no post: ask `may_act` or `authority_at`."""
    terms = offices.of_terms(_terms_of(officer.pk))
    return authority.holds(terms, officer=officer.pk, kind=kind, committee=committee.pk, at=timezone.localtime(now))


def authority_at(
    committee: Committee, officer: Officer, kind: str, at: datetime, item: str | None = None
) -> Authority | None:
    """By what the officer could act at that moment, however long past: what verification asks."""
    if holds_post(officer, kind, committee=committee, now=at):
        return "holder"
    return "deputy" if is_deputy(officer, kind, committee=committee, at=at, item=item) else None


def may_act(officer: Officer, kind: str, *, committee: Committee, now: datetime, item: str | None = None) -> bool:
    """As holder, or as deputy. Without an item a deputy for some items alone may not."""
    return authority_at(committee, officer, kind, now, item) is not None


def check_post(
    officer: Officer, kind: str, *, committee: Committee, now: datetime, item: str | None = None
) -> Authority:
    """Raise NoPostError, TermNotBegunError or TermEndedError unless the officer may act in the post now."""
    found = authority_at(committee, officer, kind, now, item)
    if found is None:
        terms = authority.terms_in(
            offices.of_terms(_terms_of(officer.pk)), officer=officer.pk, kind=kind, committee=committee.pk
        )
        _refuse(terms, kind=kind, committee=committee, at=timezone.localtime(now))
    return found


def administers(officer: Officer, division: Division, *, now: datetime) -> bool:
    """Does the officer administer the county or the city this division is in (or is), or stand in for who does?"""
    posts = [*posts_of(officer, now), *deputed_posts(officer, now)]
    return division.lies_in(
        post.division for post in posts if post.kind in ADMINISTRATORS and post.division is not None
    )


def _refuse(terms: Iterable[TermOfOffice], *, kind: str, committee: Committee, at: datetime) -> NoReturn:
    post = str(PostKind(kind).label)
    coming = authority.next_to_begin(terms, at)
    if coming is not None:
        raise TermNotBegunError(post=post, committee=committee.name, day=coming.starts_on)
    ended = authority.latest_ended(terms, at)
    if ended is not None:
        raise TermEndedError(post=post, committee=committee.name, day=ended.over_on)
    raise NoPostError(post=post, committee=committee.name)


@composed_once
def person(pk: int) -> QuerySet[Resident]:
    """Who has signed in, with all that every page of theirs says."""
    return Resident.objects.filter(pk=pk).select_related("village__committee")


@composed_once
def active_officer(pk: int) -> QuerySet[Officer]:
    return Officer.objects.filter(pk=pk, is_active=True)


@composed_once
def _levels_proved(resident: int, since: datetime, until: datetime) -> QuerySet[RealNameProof, str]:
    proofs = RealNameProof.objects.filter(resident=resident, verified_at__gt=since, verified_at__lte=until)
    return proofs.values_list("level", flat=True)


@composed_once
def _terms_of(officer: int) -> QuerySet[Term]:
    return Term.objects.filter(officer=officer).select_related("post")


@composed_once
def _terms_with_places(officer: int) -> QuerySet[Term]:
    return Term.objects.filter(officer=officer).select_related(
        "post__committee__division__parent__parent", "post__division"
    )


@composed_once
def _terms_in(committee: int, kind: str) -> QuerySet[Term]:
    return Term.objects.filter(post__committee=committee, post__kind=kind).select_related("officer", "post")


def _running(terms: Iterable[Term], now: datetime) -> list[Term]:
    at = timezone.localtime(now)
    return [term for term in terms if offices.of_term(term).runs(at)]
