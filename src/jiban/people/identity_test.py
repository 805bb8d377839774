"""A whole identity provider for trying things out: it proves nothing, and says so."""

from datetime import datetime

from django.utils.translation import gettext as _

from jiban.people import one_time_codes
from jiban.people.encryption import keyed_hash
from jiban.people.identity import Challenge, Proof
from jiban.people.models import AssuranceLevel, OneTimeCode


class TestIdentityProvider:
    """Shows its code on the page instead of sending it, and believes every name. Production refuses it."""

    __test__ = False  # no test case, whatever its name begins with
    name = "test"

    def start(self, *, name: str, identity_number: str, mobile: str, now: datetime, form_key: str = "") -> Challenge:
        made = one_time_codes.make(
            name=name, identity_number=identity_number, mobile=mobile, now=now, form_key=form_key
        )
        notice = _("This is a test provider: it sends no message and proves nobody's identity. The code stands here.")
        return Challenge(id=made.kept.key, expires_at=made.kept.expires_at, shown_code=made.code, notice=notice)

    def confirm(self, challenge_id: str, code: str, *, now: datetime) -> Proof:
        return self._proof(one_time_codes.redeem(challenge_id, code, now=now), now=now)

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
