"""What a gateway tells of a message afterwards. Signed, fresh, each taken once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import codes, figures, signing
from .errors import ReplayedError, SignatureError
from .models import Delivery, DeliveryState, ReceiptNonce
from .sending import Note

KEPT = timedelta(days=1)
STATES = {"delivered": DeliveryState.DELIVERED, "undelivered": DeliveryState.UNDELIVERED}


class ReceiptUnreadableError(ValueError):
    """Rightly signed, and not as the protocol says."""


@dataclass(frozen=True, slots=True)
class Receipt:
    id: str
    state: DeliveryState


def take(letter: signing.Letter, headers: Mapping[str, str], *, note: Note, now: datetime) -> None:
    """Raise a ReceiptError, or write down what came of the message. What is known already changes nothing."""
    given = {"key": settings.SMS_GATEWAY_KEY, "secret": settings.SMS_GATEWAY_SECRET}
    if not signing.is_signed(letter, headers, **given, now=int(now.timestamp())):
        raise SignatureError
    receipt = read(letter.body)
    try:
        with transaction.atomic():
            # In one transaction: a receipt for a message that is not known yet may come again with the same nonce.
            ReceiptNonce.objects.create(nonce=headers[signing.NONCE], at=now)
            _write_down(receipt, note, now)
    except IntegrityError as error:
        raise ReplayedError from error
    ReceiptNonce.objects.filter(at__lt=now - KEPT).delete()


def read(body: bytes) -> Receipt:
    try:
        told = json.loads(body)
        return Receipt(str(told["id"])[:64], STATES[told["state"]])
    except (ValueError, KeyError, TypeError) as error:
        raise ReceiptUnreadableError from error


def _write_down(receipt: Receipt, note: Note, now: datetime) -> None:
    delivery = Delivery.objects.filter(gateway_id=receipt.id).exclude(gateway_id="").select_related("notice").first()
    if delivery is None:
        codes.learned(receipt.id, receipt.state, now=now)
        return
    arrived_at = now if receipt.state == DeliveryState.DELIVERED else None
    sent = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    if sent.update(state=receipt.state, arrived_at=arrived_at):
        figures.add(delivery, receipt.state, day=timezone.localdate(now))
        note(delivery, receipt.state, now)
