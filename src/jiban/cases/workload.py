"""What waits in each village, and who is away: for township and county. Nothing here tells of a person who applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from jiban.composing import literals
from jiban.people.models import Absence, Post, PostKind, Term
from jiban.people.standing_in import deputations_at
from jiban.places.models import Committee, Division

from .models import Case
from .workflow import OPEN_FOR_OFFICE

MOST_COMMITTEES = 100
MOST_AWAY = 100
DECIDING = (PostKind.CLERK, PostKind.REVIEWER, PostKind.HEAD)


@dataclass(frozen=True, slots=True)
class Load:
    """One village with open cases."""

    committee: Committee
    township: Division | None
    waiting: int
    late: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """One officer who is away from one post, and who covers it: nobody is possible."""

    officer_name: str
    post: Post
    until: datetime | None
    covered_by: tuple[str, ...]


def loads(scope: Q, *, now: datetime) -> list[Load]:
    """The villages where something waits, the longest waiting first. `scope` is a condition on the committee.

    Reads the index of open cases alone: what has ended costs nothing.
    """
    open_cases = Case.objects.filter(committee__in=Committee.objects.filter(scope), state__in=literals(OPEN_FOR_OFFICE))
    grouped = (
        open_cases.order_by()
        .values("committee")
        .annotate(
            waiting=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now, paused_at=None)),
            oldest_at=Min("submitted_at"),
        )
    )
    rows = list(grouped.order_by("oldest_at", "committee")[:MOST_COMMITTEES])
    known = _committees([row["committee"] for row in rows])
    return [
        Load(
            committee=(committee := known[row["committee"]]),
            township=committee.division.parent,
            waiting=row["waiting"],
            late=row["late"],
            oldest_at=row["oldest_at"],
        )
        for row in rows
    ]


def away(scope: Q, *, now: datetime) -> list[Away]:
    """Who is away now from a post in these committees, and who stands in. One row a post."""
    running = _running(now)
    today = timezone.localdate(now)
    terms = Term.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(ended_at=None) | Q(ended_at__gt=now),
        starts_on__lte=today,
        officer__in=running.values("officer"),
        post__kind__in=DECIDING,
        post__committee__in=Committee.objects.filter(scope),
    ).select_related("officer", "post__committee__division__parent")
    rows = list(terms.order_by("post__committee__division__code", "id")[:MOST_AWAY])
    ends, covers = _ends([term.officer_id for term in rows], running), _covers([term.post_id for term in rows], now)
    return [Away(term.officer.name, term.post, ends[term.officer_id], covers.get(term.post_id, ())) for term in rows]


def _committees(keys: Sequence[int]) -> Mapping[int, Committee]:
    return Committee.objects.select_related("division__parent").in_bulk(keys)


def _ends(officers: Sequence[int], running: QuerySet[Absence]) -> dict[int, datetime | None]:
    """The end of each absence; of several at once the last to end, and an open end is later than all."""
    ends: dict[int, datetime | None] = {}
    for absence in running.filter(officer__in=officers):
        known = ends.get(absence.officer_id, absence.ends_at)
        both = (known, absence.ends_at)
        ends[absence.officer_id] = None if None in both else max(end for end in both if end is not None)
    return ends


def _covers(posts: Sequence[int], now: datetime) -> Mapping[int, tuple[str, ...]]:
    """By post, the names of those who may act there now and are not away themselves."""
    covers: dict[int, tuple[str, ...]] = {}
    rows = deputations_at(Q(post__in=posts), now, any_item=True) if posts else []
    absent = _absent([row.officer_id for row in rows], now)
    for row in rows:
        if row.officer_id not in absent:
            covers[row.post_id] = (*covers.get(row.post_id, ()), row.officer.name)
    return covers


def _absent(officers: Sequence[int], now: datetime) -> frozenset[int]:
    return frozenset(_running(now).filter(officer__in=officers).values_list("officer", flat=True))


def _running(now: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
