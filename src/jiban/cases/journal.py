from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from jiban.composing import composed_once
from jiban.people.models import Officer, Resident

from .models import Case, JournalLine

# An officer has opened the masked identity number. No step of the workflow; the resident is told.
VIEWED_IDENTITY = "viewed-identity"


def note(case: Case, action: str, *, who: str, at: datetime, officer: Officer | None = None, reason: str = "") -> None:
    note_all([case], action, who=who, at=at, officer=officer, reason=reason)


def note_all(
    cases: Sequence[Case], action: str, *, who: str, at: datetime, officer: Officer | None = None, reason: str = ""
) -> None:
    """As `note`, the same for many cases."""
    lines = [
        JournalLine(
            case=case, action=str(action), who=who, at=at, officer=officer, reason=reason, guardian=_guardian(case, who)
        )
        for case in cases
    ]
    JournalLine.objects.bulk_create(lines)


def _guardian(case: Case, who: str) -> Resident | None:
    """Who acts for the child whose case it is, if the door has marked the child so."""
    acting = case.resident.acting if who == JournalLine.Who.RESIDENT else None
    return acting.guardian if acting is not None else None


@composed_once
def lines_of(case: int) -> QuerySet[JournalLine]:
    """All that has happened, newest first."""
    return JournalLine.objects.filter(case=case).select_related("officer", "guardian").order_by("-id")
