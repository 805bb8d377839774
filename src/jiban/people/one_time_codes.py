"""Codes that are asked for and typed once: how many, how long, how often tried. Who sends them, a provider decides."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from jiban.people.encryption import keyed_hash
from jiban.people.errors import CodeExpiredError, CodeLockedError, CodeWrongError, TooManyCodesError
from jiban.people.models import OneTimeCode

CODE_VALID = timedelta(minutes=5)
TRIES_ALLOWED = 5
CODES_ALLOWED = 5
CODES_COUNTED = timedelta(minutes=30)
# What is left of a code must be enough to read it and type it.
TIME_TO_TYPE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A code in clear: only its hash is kept. `is_again`: it was made and sent when the same form came in before."""

    kept: OneTimeCode
    code: str
    is_again: bool = False


def make(*, name: str, identity_number: str, mobile: str, now: datetime, form_key: str = "") -> Made:
    """A new code; the same one for a form that was sent twice, as a thumb does or a line that broke."""
    key = _key(form_key, name, identity_number, mobile) if form_key else secrets.token_hex(16)
    earlier = OneTimeCode.objects.filter(key=key).first()
    if earlier is not None:
        if _still_counts(earlier, now=now):
            return Made(earlier, _digits(key), is_again=True)
        key = secrets.token_hex(16)
    OneTimeCode.objects.filter(sent_at__lt=now - CODES_COUNTED).delete()
    if OneTimeCode.objects.filter(Q(identity_number=identity_number) | Q(mobile=mobile)).count() >= CODES_ALLOWED:
        raise TooManyCodesError
    code = _digits(key)
    kept, is_new = OneTimeCode.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "identity_number": identity_number,
            "mobile": mobile,
            "code_hash": _code_hash(key, code),
            "sent_at": now,
            "expires_at": now + CODE_VALID,
        },
    )
    # Of two taps at the same moment the other one made it.
    return Made(kept, code, is_again=not is_new)


def _still_counts(earlier: OneTimeCode, *, now: datetime) -> bool:
    # Also one that went to nobody: else the count of codes would tell whose numbers are known.
    return earlier.used_at is None and earlier.expires_at > now + TIME_TO_TYPE


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


def _key(*parts: str) -> str:
    return keyed_hash("one-time-code-form", "\n".join(parts))[:32]


def _digits(key: str) -> str:
    """Follows from a key that nobody can guess, by a secret of the server: so it need not be kept to be said again."""
    return f"{int(keyed_hash('one-time-code-digits', key), 16) % 10**6:06d}"


def _code_hash(key: str, code: str) -> str:
    return keyed_hash("one-time-code", f"{key}:{code}")
