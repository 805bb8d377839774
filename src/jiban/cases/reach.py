"""Who can be asked when a case runs late: deputies in the village, supervisors above it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from jiban.people import questions as people
from jiban.people.models import Officer, Post, PostKind, Term
from jiban.places.models import Committee, Division

ABOVE = "division" if hasattr(Post, "division") else "county"


def deputies(committee: Committee, now: datetime, *, item: str) -> Sequence[Officer]:
    ask = getattr(people, "deputies", None)
    found: Sequence[Officer] = ask(committee, PostKind.REVIEWER, now, item) if ask else []
    return found


def is_absent(officer: Officer, now: datetime) -> bool:
    ask = getattr(people, "is_absent", None)
    return bool(ask(officer, now)) if ask else False


def nobody_there(committee: Committee, now: datetime) -> bool:
    """Is everybody who decides for the committee noted as absent?"""
    return all(is_absent(officer, now) for officer in people.holders(committee, PostKind.REVIEWER, now))


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
        **{f"post__{ABOVE}__in": above},
    )
    return list({term.officer_id: term.officer for term in terms.select_related("officer")}.values())
