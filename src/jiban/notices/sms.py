"""Sending an SMS: the one call every adapter has, and the console that stands in for a gateway on a laptop."""

import logging
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from jiban.standards.codes.masking import mask_mobile

from . import wording

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sms:
    """`key` is the same at every try. A code is for somebody who waits for it: quiet hours do not hold it up."""

    mobile: str
    text: str
    key: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the other side calls it, and how many parts it counts."""

    id: str
    parts: int


class SmsAdapter(Protocol):
    """Raises RefusedError, UnreachableError or SlowDownError."""

    def send(self, sms: Sms) -> Accepted: ...


class ConsoleSms:
    """Writes messages to the log, the number masked. Production refuses it."""

    def send(self, sms: Sms) -> Accepted:
        text, masked = wording.signed(sms.text, settings.SMS_SIGN), mask_mobile(sms.mobile)
        log.info("SMS to %s: %s", masked, text)
        return Accepted(f"console-{sms.key}", wording.sms_parts(text))


def is_offered() -> bool:
    return settings.SMS != "off"


def adapter() -> SmsAdapter:
    """The adapter that settings.SMS names."""
    from .sms_gateway import SmsGateway  # noqa: PLC0415 - a laptop needs no HTTP client

    return SmsGateway() if settings.SMS == "gateway" else ConsoleSms()
