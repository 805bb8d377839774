"""What the clockwork has left for an officer: messages, and cases handed over to a deputy."""

from datetime import datetime

from jiban.people.models import Officer

from .models import Case, Escalation, EscalationStep, OfficerNotice
from .workflow import OPEN_FOR_OFFICE

MOST = 20


def unread(officer: Officer) -> list[OfficerNotice]:
    mine = OfficerNotice.objects.filter(officer=officer, read_at=None).select_related("division")
    return list(mine.order_by("-id")[:MOST])


def mark_read(officer: Officer, *, now: datetime) -> None:
    """Those that were shown: what lies behind them has not been read."""
    shown = [notice.pk for notice in unread(officer)]
    OfficerNotice.objects.filter(pk__in=shown, read_at=None).update(read_at=now)


def handed_to(officer: Officer) -> list[Case]:
    """Cases that came to this deputy because the time was running out, and are still open."""
    handed = Escalation.objects.filter(officer=officer, step=EscalationStep.DEPUTY, case__state__in=OPEN_FOR_OFFICE)
    found = handed.select_related("case__item", "case__committee__division").order_by("-at")
    return [each.case for each in found[:MOST]]
