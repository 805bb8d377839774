"""One-time codes by SMS: at once, at any hour, by the same adapter. For an identity provider that sends its own codes."""

import secrets
from datetime import datetime

from django.utils import timezone

from . import quotas, sms
from .kinds import EN

WORDS = {
    "en": "%(code)s is your code for village services. It counts for %(minutes)s minutes. Tell it to nobody, whoever asks.",
    "zh-hans": "验证码%(code)s，%(minutes)s分钟内有效，用于村务服务登录。任何人向您要都不要给。",
}


def send(mobile: str, code: str, *, minutes: int, language: str, now: datetime, county: str = "") -> sms.Accepted:
    """Raises QuotaError, or a SendingError. The person waits: nothing is put into the outbox."""
    quotas.count(mobile, county=county, day=timezone.localdate(now), is_code=True)
    words = WORDS[EN if language == EN else "zh-hans"]
    text = words % {"code": code, "minutes": minutes}
    return sms.adapter().send(sms.Sms(mobile, text, secrets.token_hex(16), is_code=True))
