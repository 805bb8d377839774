"""Reads for the pages. Lists are keyset pages and never count the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jiban.people.models import Resident
from jiban.places.models import Committee

from .models import Case
from .workflow import ENDED, OPEN_FOR_OFFICE, State

PAGE = 30


@dataclass(frozen=True, slots=True)
class Page:
    cases: list[Case]
    next_key: str


def queue(committees: Sequence[Committee], *, only: str = "all", after: str = "") -> Page:
    """Cases waiting for the office, oldest first. `only`: all, green or look."""
    waiting = Case.objects.filter(committee__in=committees, state__in=OPEN_FOR_OFFICE)
    if only in {"green", "look"}:
        waiting = waiting.filter(all_green=only == "green")
    waiting = waiting.select_related("resident", "item", "committee").order_by("submitted_at", "id")
    return _page(waiting, after)


def _page(cases: QuerySet[Case], after: str) -> Page:
    if after:
        stamp, _, pk = after.partition("_")
        moment = datetime.fromisoformat(stamp)
        cases = cases.filter(Q(submitted_at__gt=moment) | Q(submitted_at=moment, id__gt=int(pk)))
    found = list(cases[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, "")
    last = found[PAGE - 1]
    assert last.submitted_at is not None  # noqa: S101 - the queue holds submitted cases only
    return Page(found[:PAGE], f"{last.submitted_at.isoformat()}_{last.pk}")


def open_cases(resident: Resident) -> list[Case]:
    ended = [*ENDED, State.DRAFT]
    mine = Case.objects.filter(resident=resident).exclude(state__in=ended)
    return list(mine.select_related("item", "committee").order_by("-id")[:PAGE])


def cases_of(resident: Resident, *, before: int | None = None) -> list[Case]:
    mine = Case.objects.filter(resident=resident).exclude(state=State.DRAFT)
    if before is not None:
        mine = mine.filter(id__lt=before)
    return list(mine.select_related("item", "committee", "certificate").order_by("-id")[: PAGE + 1])


def drafts_of(resident: Resident) -> list[Case]:
    return list(Case.objects.filter(resident=resident, state=State.DRAFT).select_related("item").order_by("-id")[:5])


def last_issued(resident: Resident) -> Case | None:
    """The case a returning resident most likely wants again."""
    mine = Case.objects.filter(resident=resident, state=State.ISSUED).select_related("item")
    return mine.order_by("-id").first()
