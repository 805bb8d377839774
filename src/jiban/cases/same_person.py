"""What else the same person has asked for lately: asked twice, or issued a moment ago. Bounded by the person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from .checks import RECENT_DAYS
from .models import Case
from .workflow import OPEN, State

RECENT = timedelta(days=RECENT_DAYS)
MOST_SHOWN = 5


def open_twice(case: Case) -> Sequence[Case]:
    """Other applications of the person for the same item that are not decided yet."""
    others = Case.objects.filter(
        resident=case.resident_id, item__code=case.item.code, state__in=[*OPEN], submitted_at__isnull=False
    )
    return list(others.exclude(pk=case.pk).select_related("item", "committee").order_by("-id")[:MOST_SHOWN])


def recently_issued(case: Case, now: datetime) -> Sequence[Case]:
    """What was issued to the person in the last 30 days, newest first, with the certificate."""
    others = Case.objects.filter(resident=case.resident_id, state=State.ISSUED, decided_at__gte=now - RECENT)
    rows = others.exclude(pk=case.pk).select_related("item", "committee", "certificate")
    return list(rows.order_by("-id")[:MOST_SHOWN])
