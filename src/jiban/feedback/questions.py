"""Reads about one follow-up and lists of them, for who may see them."""

from collections.abc import Collection

from django.db.models import Prefetch, Q
from django.db.models.query import QuerySet

from jiban.people.models import Officer
from jiban.places.models import Committee

from .models import FollowUp, FollowUpEntry
from .workflow import State

FULL = ("rating__case__item", "rating__case__resident", "committee__division__parent__parent__parent", "fixed_by")


def follow_ups(scope: Q, *, officer: Officer, own: Collection[Committee], closed: bool) -> QuerySet[FollowUp]:
    """Below the officer's places, but for villages and cases in which the officer has a hand."""
    found = FollowUp.objects.filter(scope).exclude(committee__in=own)
    found = found.exclude(rating__case__decided_by=officer).exclude(rating__case__checked_by=officer)
    found = found.filter(state=State.CLOSED) if closed else found.exclude(state=State.CLOSED)
    return found.select_related("rating__case__item", "committee__division__parent")


def full(pk: int) -> FollowUp | None:
    return FollowUp.objects.filter(pk=pk).select_related(*FULL).first()


def trail(found: FollowUp) -> list[FollowUpEntry]:
    """Newest first; photos are read by themselves."""
    return list(found.entries.select_related("officer").defer("photo").order_by("-id"))


def of_case_of(resident_id: int, number: str) -> FollowUp | None:
    """The resident's own."""
    entries = Prefetch("entries", FollowUpEntry.objects.select_related("officer").defer("photo"))
    mine = FollowUp.objects.filter(rating__case__resident=resident_id, rating__case__number=number)
    return mine.select_related(*FULL).prefetch_related(entries).first()
