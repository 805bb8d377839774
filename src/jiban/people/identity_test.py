"""A whole identity provider for trying things out: it proves nothing, and says so."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from jiban.people.encryption import keyed_hash
from jiban.people.errors import CodeExpiredError, CodeLockedError, CodeWrongError, TooManyCodesError
from jiban.people.identity import Challenge, Proof
from jiban.people.models import AssuranceLevel, OneTimeCode

CODE_VALID = timedelta(minutes=5)
TRIES_ALLOWED = 5
CODES_ALLOWED = 5
CODES_COUNTED = timedelta(minutes=30)


class TestIdentityProvider:
    """Shows its code on the page instead of sending it, and believes every name. Production refuses it."""

    __test__ = False  # no test case, whatever its name begins with
    name = "test"

    def start(self, *, name: str, identity_number: str, mobile: str, now: datetime) -> Challenge:
        OneTimeCode.objects.filter(sent_at__lt=now - CODES_COUNTED).delete()
        if OneTimeCode.objects.filter(Q(identity_number=identity_number) | Q(mobile=mobile)).count() >= CODES_ALLOWED:
            raise TooManyCodesError
        key, code = secrets.token_hex(16), f"{secrets.randbelow(10**6):06d}"
        sent = OneTimeCode.objects.create(
            key=key,
            name=name,
            identity_number=identity_number,
            mobile=mobile,
            code_hash=_code_hash(key, code),
            sent_at=now,
            expires_at=now + CODE_VALID,
        )
        notice = _("This is a test provider: it sends no message and proves nobody's identity. The code stands here.")
        return Challenge(id=key, expires_at=sent.expires_at, shown_code=code, notice=notice)

    def confirm(self, challenge_id: str, code: str, *, now: datetime) -> Proof:
        sent = OneTimeCode.objects.filter(key=challenge_id, used_at=None, expires_at__gt=now).first()
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
        return self._proof(sent, now=now)

    def _proof(self, sent: OneTimeCode, *, now: datetime) -> Proof:
        return Proof(
            provider=self.name,
            subject=keyed_hash("test-subject", sent.identity_number),
            name=sent.name,
            id_number=sent.identity_number,
            mobile=sent.mobile,
            level=AssuranceLevel.MIDDLE,
            method="test-code",
            verified_at=now,
            transaction=sent.key,
        )


def _code_hash(key: str, code: str) -> str:
    return keyed_hash("one-time-code", f"{key}:{code}")
