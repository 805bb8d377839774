"""What else the same person has asked for lately: asked twice, or issued a moment ago. Bounded by the person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jiban.composing import composed_once

from .checks import RECENT_DAYS
from .models import Case
from .workflow import OPEN, State

RECENT = timedelta(days=RECENT_DAYS)
MOST_SHOWN = 5


def others_of(case: Case, now: datetime) -> tuple[Sequence[Case], Sequence[Case]]:
    """Other applications of the person for the same item that are not decided yet; and what was issued to the person
    in the last 30 days, with the certificate. Each newest first.
    """
    rows = _others_of(case.pk, case.resident_id, case.item.code, now - RECENT)
    return [row for row in rows if row.state != State.ISSUED], [row for row in rows if row.state == State.ISSUED]


@composed_once
def _others_of(case: int, resident: int, item: str, since: datetime) -> QuerySet[Case]:
    others = Case.objects.filter(resident=resident).exclude(pk=case).order_by("-id")
    twice = others.filter(item__code=item, state__in=[*OPEN], submitted_at__isnull=False)
    lately = others.filter(state=State.ISSUED, decided_at__gte=since)
    # Both in one question: it is asked at every look at a case.
    shown = Q(pk__in=twice.values("pk")[:MOST_SHOWN]) | Q(pk__in=lately.values("pk")[:MOST_SHOWN])
    return others.filter(shown).select_related("item", "committee", "certificate")
