"""What else the same person has asked for lately: asked twice, or issued a moment ago. Bounded by the person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from .checks import RECENT_DAYS
from .models import Case
from .workflow import OPEN, State

RECENT = timedelta(days=RECENT_DAYS)
MOST_SHOWN = 5
TWICE = Q(state__in=[*OPEN], submitted_at__isnull=False)


def others_of(case: Case, now: datetime) -> tuple[Sequence[Case], Sequence[Case]]:
    """Other applications of the person for the same item that are not decided yet; and what was issued to the person
    in the last 30 days, with the certificate. Each newest first.
    """
    others = Case.objects.filter(resident=case.resident_id).exclude(pk=case.pk)
    # Most people have neither: a small question first.
    if not others.filter(TWICE | Q(state=State.ISSUED, decided_at__gte=now - RECENT)).exists():
        return [], []
    rows = others.select_related("item", "committee", "certificate").order_by("-id")
    twice = rows.filter(TWICE, item__code=case.item.code)
    return list(twice[:MOST_SHOWN]), list(rows.filter(state=State.ISSUED, decided_at__gte=now - RECENT)[:MOST_SHOWN])
