from collections.abc import Sequence
from datetime import datetime

from jiban.people.models import Officer

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
        JournalLine(case=case, action=str(action), who=who, at=at, officer=officer, reason=reason) for case in cases
    ]
    JournalLine.objects.bulk_create(lines)
