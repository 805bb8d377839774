"""After their time look-ups keep who asked for what and when, and lose the answer and the meaning of their lines in the log."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from . import proofs
from .models import LookUp, Received

Kept = TypeVar("Kept", LookUp, Received)
TOGETHER = 500
"""Rows in one statement: nobody who looks something up waits long for it."""


def due(now: datetime) -> QuerySet[LookUp]:
    """Look-ups whose time is over and that still have what is to go."""
    return _past_their_time(LookUp.objects.all(), now)


def received_due(now: datetime) -> QuerySet[Received]:
    """The same of what other cities told us."""
    return _past_their_time(Received.objects.all(), now)


def _past_their_time(rows: QuerySet[Kept], now: datetime) -> QuerySet[Kept]:
    if not settings.LOOK_UP_DAYS:
        return rows.none()
    first_kept = timezone.localdate(now) - timedelta(days=settings.LOOK_UP_DAYS)
    return rows.filter(day__lt=first_kept).exclude(statement="")


def forget_due(now: datetime) -> int:
    """Forget all that are due; how many. Running twice at once does no harm."""
    count = 0
    while chosen := list(due(now).order_by("pk").values_list("pk", flat=True)[:TOGETHER]):
        count += proofs.forget(LookUp.objects.filter(pk__in=chosen))
    return count + proofs.forget_received(received_due(now))
