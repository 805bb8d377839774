"""Deputies as they are in the tables: who may act for the holder of a post, now or at any past moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from jiban.people import authority, offices
from jiban.people.models import Absence, Deputation, Officer, Post, Term
from jiban.places.models import Committee


def deputations_at(where: Q, at: datetime, *, item: str | None = None, any_item: bool = False) -> list[Deputation]:
    """Those among them that count at this moment. `any_item`: for some item, whichever."""
    day = timezone.localdate(at)
    found = Deputation.objects.filter(where, starts_on__lte=day, entered_at__lte=at)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=day)).filter(Q(ended_at=None) | Q(ended_at__gt=at))
    # Asked at every page, and most officers stand in for nobody: a small question first.
    keys = list(found.values_list("pk", flat=True))
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
    return [row.post for row in deputations_at(Q(officer=officer), now, any_item=True)]


def deputies(committee: Committee, kind: str, now: datetime, item: str | None = None) -> list[Officer]:
    """Who may act now in place of the holder, and is there. Without an item only who stands in for all of them."""
    rows = deputations_at(Q(post__committee=committee, post__kind=kind, officer__is_active=True), now, item=item)
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
    rows = Absence.objects.filter(officer__in=list(officers), starts_at__lte=at)
    return [offices.of_absence(row) for row in rows.filter(Q(ends_at=None) | Q(ends_at__gt=at))]
