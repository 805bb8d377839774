"""Who can be asked when a case runs late: deputies in the village, supervisors above it."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone

from jiban.people import questions as people
from jiban.people.models import Officer, PostKind, Term
from jiban.places.models import Committee, Division


class Reach:
    """Who can be asked at one moment: read once a village, however many of its cases are late."""

    def __init__(self, now: datetime) -> None:
        self.nobody_there: Callable[[Committee], bool] = cache(lambda committee: nobody_there(committee, now))
        self.deputy: Callable[[Committee, str], Officer | None] = cache(
            lambda committee, item: deputy(committee, now, item=item)
        )
        self.supervisors: Callable[[Division, str], list[Officer]] = cache(
            lambda division, kind: supervisors(division, kind, now)
        )


def deputy(committee: Committee, now: datetime, *, item: str) -> Officer | None:
    """The first who may act now in place of the reviewer; those who are away are not among them."""
    return next(iter(people.deputies(committee, PostKind.REVIEWER, now, item)), None)


def nobody_there(committee: Committee, now: datetime) -> bool:
    """Is everybody who decides for the committee noted as absent?"""
    return all(people.is_absent(officer, now) for officer in people.holders(committee, PostKind.REVIEWER, now))


def supervisors(division: Division, kind: str, now: datetime) -> list[Officer]:
    """Who holds a post of this kind in a division above."""
    above: list[int] = []
    step = division.parent
    while step is not None:
        above.append(step.pk)
        step = step.parent
    today = timezone.localdate(now)
    terms = Term.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(ended_at=None) | Q(ended_at__gt=now),
        post__kind=kind,
        starts_on__lte=today,
        post__division__in=above,
    )
    return list({term.officer_id: term.officer for term in terms.select_related("officer")}.values())
