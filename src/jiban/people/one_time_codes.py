"""Codes that are asked for and typed once: how many, how long, how often tried. Who sends them, a provider decides."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q

from jiban.people.encryption import keyed_hash
from jiban.people.errors import CodeExpiredError, CodeLockedError, CodeWrongError, TooManyCodesError
from jiban.people.models import OneTimeCode

CODE_VALID = timedelta(minutes=5)
TRIES_ALLOWED = 5
CODES_ALLOWED = 5
CODES_COUNTED = timedelta(minutes=30)


def make(*, name: str, identity_number: str, mobile: str, now: datetime) -> tuple[OneTimeCode, str]:
    """A new code, in clear for this one time: only its hash is kept."""
    OneTimeCode.objects.filter(sent_at__lt=now - CODES_COUNTED).delete()
    if OneTimeCode.objects.filter(Q(identity_number=identity_number) | Q(mobile=mobile)).count() >= CODES_ALLOWED:
        raise TooManyCodesError
    key, code = secrets.token_hex(16), f"{secrets.randbelow(10**6):06d}"
    kept = OneTimeCode.objects.create(
        key=key,
        name=name,
        identity_number=identity_number,
        mobile=mobile,
        code_hash=_code_hash(key, code),
        sent_at=now,
        expires_at=now + CODE_VALID,
    )
    return kept, code


def spoil(kept: OneTimeCode) -> None:
    """Nothing that is typed answers it any more. It still counts among those that were asked for."""
    OneTimeCode.objects.filter(pk=kept.pk).update(code_hash="")


def redeem(key: str, code: str, *, now: datetime) -> OneTimeCode:
    """Raises CodeExpiredError, CodeLockedError or CodeWrongError."""
    sent = OneTimeCode.objects.filter(key=key, used_at=None, expires_at__gt=now).first()
    if sent is None:
        raise CodeExpiredError
    this = OneTimeCode.objects.filter(pk=sent.pk)
    # Count the try before looking at the code: guesses sent at once must not share one count.
    if not this.filter(tries__lt=TRIES_ALLOWED).update(tries=F("tries") + 1):
        raise CodeLockedError
    if not hmac.compare_digest(sent.code_hash, _code_hash(sent.key, "".join(code.split()))):
        raise CodeWrongError
    if not this.filter(used_at=None).update(used_at=now):
        raise CodeExpiredError
    return sent


def _code_hash(key: str, code: str) -> str:
    return keyed_hash("one-time-code", f"{key}:{code}")
