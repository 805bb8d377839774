"""After their time look-ups keep who asked for what and when, and lose the answer and the meaning of their lines in the log."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from . import proofs
from .models import LookUp, Received

TOGETHER = 500
"""Rows in one statement: nobody who looks something up waits long for it."""


def due(now: datetime) -> QuerySet[LookUp]:
    """Look-ups whose time is over and that still have what is to go."""
    if not settings.LOOK_UP_DAYS:
        return LookUp.objects.none()
    first_kept = timezone.localdate(now) - timedelta(days=settings.LOOK_UP_DAYS)
    return LookUp.objects.filter(day__lt=first_kept).exclude(statement="")


def received_due(now: datetime) -> QuerySet[Received]:
    """The same of what other cities told us."""
    if not settings.LOOK_UP_DAYS:
        return Received.objects.none()
    first_kept = timezone.localdate(now) - timedelta(days=settings.LOOK_UP_DAYS)
    return Received.objects.filter(day__lt=first_kept).exclude(statement="")


def forget_due(now: datetime) -> int:
    """Forget all that are due; how many. Running twice at once does no harm."""
    count = 0
    while chosen := list(due(now).order_by("pk").values_list("pk", flat=True)[:TOGETHER]):
        count += proofs.forget(LookUp.objects.filter(pk__in=chosen))
    return count + proofs.forget_received(received_due(now))
