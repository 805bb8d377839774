"""Send what is due. Who the message is for, and what is written down about it, the room above says."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.utils import timezone

from . import mail, outbox, quotas, reaching, sms, texts, wording
from .errors import RefusedError, SlowDownError, TakenElsewhereError, UnreachableError
from .kinds import Text, language_or_default
from .models import Channel, Delivery, DeliveryState

BATCH = 20
# Certificates are sealed by the same worker: messages may hold it up so long and no longer.
BUDGET_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom it goes to, and the words of the paper it is about. `mobile` is empty for who has none."""

    mobile: str
    language: str
    item: str
    days: str = ""


Look = Callable[[Sequence[Delivery], datetime], Mapping[int, Addressed]]
Note = Callable[[Delivery, DeliveryState, datetime], None]
Words = Callable[[str, str, str, str], Text]


def send_due(now: datetime, *, look: Look, note: Note, clock: Callable[[], float] = time.monotonic) -> int:
    """Send a batch; tell how many were claimed. A channel that does not answer is left alone until the next round.

    look   for whom each delivery is, by its key in the table; one that is missing goes to nobody
    note   what to write down in the transaction that ends a delivery
    """
    claimed = outbox.claim(now=now, limit=BATCH)
    if not claimed:
        return 0
    addressed = look(claimed, now)
    reaches = reaching.of_many([each.notice.resident_id for each in claimed])
    out_of_time, down = clock() + BUDGET_SECONDS, set[str]()
    # Read once for the batch.
    words: Words = cache(texts.in_force)
    for delivery in claimed:
        try:
            if delivery.channel in down or clock() > out_of_time:
                outbox.wait(delivery, until=now + timedelta(seconds=5), reason="next-round", counts=False)
                continue
            reach = reaches[delivery.notice.resident_id]
            if not _carry_out(delivery, addressed.get(delivery.pk), reach, words=words, note=note, now=now):
                down.add(delivery.channel)
        except TakenElsewhereError:
            # The lease ran out while it was being sent. The other one asks with the same key: still one message.
            continue
    return len(claimed)


def _carry_out(
    delivery: Delivery, to: Addressed | None, reach: reaching.HowToReach, *, words: Words, note: Note, now: datetime
) -> bool:
    """False if the channel does not answer."""
    why = _not_needed(delivery, to, reach, now)
    if why or to is None:
        _end(delivery, DeliveryState.SKIPPED, note=note, now=now, reason=why)
        return True
    try:
        if delivery.channel == Channel.EMAIL:
            _send_email(delivery, to, reach.email, words)
            _end(delivery, DeliveryState.SENT, note=note, now=now, sent_at=now)
        elif _may_ring(delivery, to, note=note, now=now):
            accepted = sms.adapter().send(_sms(delivery, to, words))
            _end(
                delivery,
                DeliveryState.SENT,
                gateway_id=accepted.id,
                parts=accepted.parts,
                note=note,
                now=now,
                sent_at=now,
            )
    except RefusedError as error:
        _end(delivery, DeliveryState.FAILED, note=note, now=now, reason=error.reason)
    except SlowDownError as error:
        outbox.wait(delivery, until=now + timedelta(seconds=error.seconds), reason=error.reason, counts=False)
        return False
    except UnreachableError as error:
        _try_again(delivery, error.reason, note=note, now=now)
        return False
    return True


def _not_needed(delivery: Delivery, to: Addressed | None, reach: reaching.HowToReach, now: datetime) -> str:
    """Why it need not go out any more; what changed since it was promised counts."""
    is_sms = delivery.channel == Channel.SMS
    if delivery.notice.read_at is not None:
        return "read"
    if outbox.is_too_old(delivery, now):
        return "too-old"
    if not (sms.is_offered() if is_sms else mail.is_offered()):
        return "not-offered"
    if not (reach.sms if is_sms else reach.email):
        return "not-wanted"
    return "" if to is not None and (to.mobile or not is_sms) else "no-address"


def _may_ring(delivery: Delivery, to: Addressed, *, note: Note, now: datetime) -> bool:
    """Quiet hours first, then the quotas; a second try was counted at the first."""
    local, quiet = timezone.localtime(now), outbox.quiet()
    if quiet.is_quiet(local):
        outbox.wait(delivery, until=quiet.next_allowed(local), reason="quiet-hours", counts=False)
        return False
    if delivery.counted_on == local.date():
        return True
    try:
        with transaction.atomic():
            quotas.count(to.mobile, county=delivery.county, day=local.date())
            Delivery.objects.filter(pk=delivery.pk, holder=delivery.holder).update(counted_on=local.date())
    except quotas.NumberQuotaError:
        _end(delivery, DeliveryState.SKIPPED, note=note, now=now, reason="number-quota")
        return False
    except quotas.CountyQuotaError:
        outbox.wait(delivery, until=quiet.next_morning(local), reason="county-quota", counts=False)
        return False
    return True


def _values(to: Addressed) -> dict[str, str]:
    return {"item": to.item, "link": texts.link(), "days": to.days}


def _sms(delivery: Delivery, to: Addressed, words: Words = texts.in_force) -> sms.Sms:
    language = language_or_default(to.language)
    text = words(delivery.county, delivery.notice.code, Channel.SMS, language)
    return sms.Sms(to.mobile, wording.fill(text.body, _values(to)), delivery.key)


def _send_email(delivery: Delivery, to: Addressed, email: str, words: Words) -> None:
    language = language_or_default(to.language)
    text = words(delivery.county, delivery.notice.code, Channel.EMAIL, language)
    subject, body = (wording.fill(part, _values(to)) for part in (text.subject, text.body))
    mail.send(mail.Letter(email, subject, body, delivery.key))


def _try_again(delivery: Delivery, reason: str, *, note: Note, now: datetime) -> None:
    until = outbox.next_try(delivery, now)
    if until is None:
        _end(delivery, DeliveryState.FAILED, note=note, now=now, reason=reason)
    else:
        outbox.wait(delivery, until=until, reason=reason)


@transaction.atomic
def _end(
    delivery: Delivery, state: DeliveryState, *, note: Note, now: datetime, **learned: str | int | datetime
) -> None:
    outbox.settle(delivery, state, now=now, **learned)
    note(delivery, state, now)
