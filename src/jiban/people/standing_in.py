"""Deputies as they are in the tables: who may act for the holder of a post, now or at any past moment."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiban.composing import composed_once
from jiban.people import authority, offices
from jiban.people.models import Absence, Deputation, Officer, Post, Term
from jiban.places.models import Committee


def deputations_at(where: Q, at: datetime, *, item: str | None = None, any_item: bool = False) -> list[Deputation]:
    """Those among them that count at this moment. `any_item`: for some item, whichever."""
    return _acting(list(_running(where, timezone.localdate(at), at)), at, item=item, any_item=any_item)


def _running(where: Q, day: date, at: datetime) -> QuerySet[Deputation, int]:
    found = Deputation.objects.filter(where, starts_on__lte=day, entered_at__lte=at)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=day)).filter(Q(ended_at=None) | Q(ended_at__gt=at))
    # Asked at every page, and most officers stand in for nobody: a small question first.
    return found.values_list("pk", flat=True)


@composed_once
def _of_officer(officer: int, day: date, at: datetime) -> QuerySet[Deputation, int]:
    return _running(Q(officer=officer), day, at)


@composed_once
def _in_committee(committee: int, kind: str, day: date, at: datetime) -> QuerySet[Deputation, int]:
    return _running(Q(post__committee=committee, post__kind=kind, officer__is_active=True), day, at)


def _acting(keys: Collection[int], at: datetime, *, item: str | None, any_item: bool) -> list[Deputation]:
    if not keys:
        return []
    rows = list(
        Deputation.objects.filter(pk__in=keys).select_related(
            "officer", "post__committee__division__parent__parent", "post__division"
        )
    )
    if not any(row.active_when == Deputation.ActiveWhen.ABSENT for row in rows):
        terms: list[authority.TermOfOffice] = []
        absences: list[authority.Away] = []
    else:
        terms, absences = _holders_of({row.post_id for row in rows}, at)
    local = timezone.localtime(at)
    return [
        row
        for row in rows
        if authority.acting(
            [offices.of_deputation(row)],
            terms,
            absences,
            at=local,
            item=next(iter(row.items), None) if any_item else item,
        )
    ]


def deputed_posts(officer: Officer, now: datetime) -> list[Post]:
    """The posts in which the officer may act for the holder now, for some item at least."""
    keys = _of_officer(officer.pk, timezone.localdate(now), now)
    return [row.post for row in _acting(keys, now, item=None, any_item=True)]


def deputies(committee: Committee, kind: str, now: datetime, item: str | None = None) -> list[Officer]:
    """Who may act now in place of the holder, and is there. Without an item only who stands in for all of them."""
    keys = _in_committee(committee.pk, kind, timezone.localdate(now), now)
    rows = _acting(keys, now, item=item, any_item=False)
    found = {row.officer.pk: row.officer for row in rows}
    away = _away(found, now)
    return [officer for pk, officer in found.items() if not authority.is_away(away, pk, now)]


def is_deputy(officer: Officer, kind: str, *, committee: Committee, at: datetime, item: str | None = None) -> bool:
    return bool(deputations_at(Q(officer=officer, post__committee=committee, post__kind=kind), at, item=item))


def is_absent(officer: Officer, now: datetime) -> bool:
    return authority.is_away(_away([officer.pk], now), officer.pk, now)


def _holders_of(posts: Iterable[int], at: datetime) -> tuple[list[authority.TermOfOffice], list[authority.Away]]:
    terms = offices.of_terms(Term.objects.filter(post__in=list(posts)).select_related("post"))
    return terms, _away({term.officer for term in terms}, at)


def _away(officers: Iterable[int], at: datetime) -> list[authority.Away]:
    return [offices.of_absence(row) for row in _absences(list(officers), at)]


@composed_once
def _absences(officers: Sequence[int], at: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), officer__pk__in=officers, starts_at__lte=at)
