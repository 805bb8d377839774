"""Counting tries at a door. Call it outside a transaction: a refusal must not take the count back."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from jiban.people.encryption import keyed_hash
from jiban.people.errors import TooManyTriesError
from jiban.people.models import FailedTries
from jiban.people.throttle import FIRST_SHUT_SECONDS, FORGOTTEN_AFTER_SECONDS, shut_seconds

SWAPS = 5


class Door(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a door
    SECOND_FACTOR = "second-factor"
    REAL_NAME = "real-name"
    KIOSK = "kiosk"
    PICKUP = "pickup"
    SLIP = "slip"


def count_try(door: Door, subject: str, *, now: datetime) -> None:
    """Count before looking at the answer, so that guesses sent at once do not share one count.

    Raises TooManyTriesError while the door is shut.
    """
    forget_old(now=now)
    for _attempt in range(SWAPS):
        row = _row(door, subject, now=now)
        if row.shut_until is not None and row.shut_until > now:
            raise _too_many(row.shut_until)
        wait = shut_seconds(row.count + 1)
        shut_until = now + timedelta(seconds=wait) if wait else None
        unchanged = FailedTries.objects.filter(pk=row.pk, count=row.count)
        if unchanged.update(count=row.count + 1, last_at=now, shut_until=shut_until):
            return
    raise _too_many(now + timedelta(seconds=FIRST_SHUT_SECONDS))


def clear_tries(door: Door, subject: str) -> None:
    # Not deleted: a try that is being counted at this moment must still find its row.
    FailedTries.objects.filter(door=door, subject=keyed_hash(door, subject)).update(count=0, shut_until=None)


def forget_old(*, now: datetime) -> None:
    """Anybody can make rows by typing invented names: let them not pile up."""
    old = now - timedelta(seconds=FORGOTTEN_AFTER_SECONDS)
    FailedTries.objects.filter(Q(shut_until=None) | Q(shut_until__lt=now), last_at__lt=old).delete()


def _row(door: Door, subject: str, *, now: datetime) -> FailedTries:
    hashed = keyed_hash(door, subject)
    row, _created = FailedTries.objects.get_or_create(door=door, subject=hashed, defaults={"last_at": now})
    return row


def _too_many(until: datetime) -> TooManyTriesError:
    # Rounded up: the minute that is shown must be over.
    shown = timezone.localtime(until) + timedelta(seconds=59)
    return TooManyTriesError(time=f"{shown:%H:%M}")
