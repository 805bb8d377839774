"""What else the same person has asked for lately: asked twice, or issued a moment ago. Bounded by the person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from .checks import RECENT_DAYS
from .models import Case
from .workflow import OPEN, State

RECENT = timedelta(days=RECENT_DAYS)
MOST_SHOWN = 5


def others_of(case: Case, now: datetime) -> tuple[Sequence[Case], Sequence[Case]]:
    """Other applications of the person for the same item that are not decided yet; and what was issued to the person
    in the last 30 days, with the certificate. Each newest first.
    """
    others = Case.objects.filter(resident=case.resident_id).exclude(pk=case.pk).order_by("-id")
    twice = others.filter(item__code=case.item.code, state__in=[*OPEN], submitted_at__isnull=False)
    lately = others.filter(state=State.ISSUED, decided_at__gte=now - RECENT)
    # Both in one question: it is asked at every look at a case.
    shown = Q(pk__in=twice.values("pk")[:MOST_SHOWN]) | Q(pk__in=lately.values("pk")[:MOST_SHOWN])
    rows = list(others.filter(shown).select_related("item", "committee", "certificate"))
    return [row for row in rows if row.state != State.ISSUED], [row for row in rows if row.state == State.ISSUED]
