"""Notices on their way: spread to channels, claimed, settled. Each a compare-and-swap, so that no row lock is relied on."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from . import figures, mail, quiet_hours, reaching, sms
from .errors import TakenElsewhereError
from .models import Channel, Delivery, DeliveryState, Notice

BATCH = 100
LEASE_SECONDS = 120
MOST_ATTEMPTS = 12
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600
# News that is older helps nobody by SMS; in the app it stands all the same.
TOO_OLD = timedelta(days=3)


def to_spread(limit: int = BATCH) -> list[Notice]:
    return list(Notice.objects.filter(to_send=True).order_by("id")[:limit])


def spread(notices: Sequence[Notice], *, counties: Mapping[int, str], now: datetime) -> list[Delivery]:
    """Make a delivery for every channel the resident wants. In the caller's transaction; undone if another worker did it.

    counties   of residents who have one; the others' notices stay in the app
    """
    mine = Notice.objects.filter(pk__in=[notice.pk for notice in notices], to_send=True)
    if mine.update(to_send=False) != len(notices):
        raise TakenElsewhereError
    reaches = reaching.of_many([notice.resident_id for notice in notices])
    made = [
        _delivery(notice, channel, counties[notice.resident_id], now)
        for notice in notices
        if notice.resident_id in counties
        for channel in _channels(reaches[notice.resident_id])
    ]
    return Delivery.objects.bulk_create(made)


def _channels(reach: reaching.HowToReach) -> list[Channel]:
    wanted = {Channel.SMS: reach.sms and sms.is_offered(), Channel.EMAIL: bool(reach.email) and mail.is_offered()}
    return [channel for channel, is_wanted in wanted.items() if is_wanted]


def _delivery(notice: Notice, channel: Channel, county: str, now: datetime) -> Delivery:
    due_at = quiet().next_allowed(timezone.localtime(now)) if channel == Channel.SMS else now
    key = secrets.token_hex(16)
    return Delivery(notice=notice, channel=channel, county=county, key=key, due_at=due_at, created_at=now)


def quiet() -> quiet_hours.QuietHours:
    return quiet_hours.read(settings.SMS_QUIET_HOURS)


def claim(*, now: datetime, limit: int) -> list[Delivery]:
    """Take up to `limit` that are due, or whose sender died. Two workers may look at the same rows; one wins each."""
    states = DeliveryState
    open_now = Q(state=states.WAITING, due_at__lte=now) | Q(state=states.SENDING, lease_until__lt=now)
    wanted = list(Delivery.objects.filter(open_now).order_by("due_at", "id").values_list("id", flat=True)[:limit])
    if not wanted:
        return []
    holder = uuid.uuid4().hex
    with transaction.atomic():
        Delivery.objects.filter(open_now, id__in=wanted).update(
            state=states.SENDING,
            holder=holder,
            lease_until=now + timedelta(seconds=LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
    mine = Delivery.objects.filter(holder=holder, state=states.SENDING).select_related("notice")
    return list(mine.order_by("due_at", "id"))


def settle(delivery: Delivery, state: DeliveryState, *, now: datetime, **learned: str | int | datetime) -> None:
    """It is over, one way or the other. In the caller's transaction, with whatever else follows from it."""
    _swap(delivery, state=state, **learned)
    parts = learned.get("parts", 0)
    figures.add(delivery, state, day=timezone.localdate(now), parts=parts if isinstance(parts, int) else 0)


def wait(delivery: Delivery, *, until: datetime, reason: str, counts: bool = True) -> None:
    """Not now. `counts`: it was a try; else it waits through nobody's fault."""
    attempts = delivery.attempts if counts else max(delivery.attempts - 1, 0)
    _swap(delivery, state=DeliveryState.WAITING, due_at=until, reason=reason, attempts=attempts)


def next_try(delivery: Delivery, now: datetime) -> datetime | None:
    """Longer each time; None after the last one."""
    if delivery.attempts >= MOST_ATTEMPTS:
        return None
    seconds = min(FIRST_WAIT_SECONDS * 2 ** (delivery.attempts - 1), LONGEST_WAIT_SECONDS)
    return now + timedelta(seconds=seconds)


def is_too_old(delivery: Delivery, now: datetime) -> bool:
    return now - delivery.created_at > TOO_OLD


def _swap(delivery: Delivery, **changes: object) -> None:
    mine = Delivery.objects.filter(pk=delivery.pk, holder=delivery.holder, state=DeliveryState.SENDING)
    if not mine.update(**changes, lease_until=None, holder=""):
        raise TakenElsewhereError
