from datetime import datetime

from jiban.people.models import Officer

from .models import Case, JournalLine


def note(case: Case, action: str, *, who: str, at: datetime, officer: Officer | None = None, reason: str = "") -> None:
    JournalLine.objects.create(case=case, action=str(action), who=who, at=at, officer=officer, reason=reason)
