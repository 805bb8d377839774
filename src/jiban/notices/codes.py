"""One-time codes by SMS: at once, at any hour, by the same adapter. For identity providers that have their codes sent here."""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from . import quotas, sms
from .errors import MessageUnknownError, SendingError
from .kinds import EN
from .models import CodeDelivery, DeliveryState

WORDS = {
    "en": "%(code)s is your code for village services. It counts for %(minutes)s minutes. Tell it to nobody, whoever asks.",
    "zh-hans": "验证码%(code)s，%(minutes)s分钟内有效，用于村务服务登录。任何人向您要都不要给。",
}
KEPT = timedelta(days=2)


def send(
    mobile: str, code: str, *, minutes: int, language: str, now: datetime, county: str = "", key: str = ""
) -> sms.Accepted:
    """Raises QuotaError, or a SendingError. The person waits: nothing is put into the outbox.

    Call it outside a transaction: what was counted stays counted. `key` is what `state_of` is asked by later.
    """
    quotas.count(mobile, county=county, day=timezone.localdate(now), is_code=True)
    words = WORDS[EN if language == EN else "zh-hans"]
    text = words % {"code": code, "minutes": minutes}
    CodeDelivery.objects.filter(created_at__lt=now - KEPT).delete()
    sent = CodeDelivery.objects.create(key=key or secrets.token_hex(16), county=county, created_at=now)
    this = CodeDelivery.objects.filter(pk=sent.pk)
    try:
        accepted = sms.adapter().send(sms.Sms(mobile, text, sent.key, is_code=True))
    except SendingError as error:
        this.update(state=DeliveryState.FAILED, reason=error.reason)
        raise
    this.update(state=DeliveryState.SENT, gateway_id=accepted.id, parts=accepted.parts)
    return accepted


def state_of(key: str) -> str:
    """How far the code came, as a DeliveryState, or nothing if none went out by this key."""
    return CodeDelivery.objects.filter(key=key).values_list("state", flat=True).first() or ""


def learned(gateway_id: str, state: DeliveryState, *, now: datetime) -> None:
    """What a receipt says of a code. Raises MessageUnknownError; what is known already changes nothing."""
    codes = CodeDelivery.objects.filter(gateway_id=gateway_id).exclude(gateway_id="")
    if not codes.exists():
        raise MessageUnknownError
    arrived_at = now if state == DeliveryState.DELIVERED else None
    codes.filter(state=DeliveryState.SENT).update(state=state, arrived_at=arrived_at)
