"""Reads for the resident's pages. Lists are keyset pages and never count the table."""

from jiban.people.models import Resident

from .models import Case
from .workflow import ENDED, State

PAGE = 30


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
