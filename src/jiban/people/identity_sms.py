"""Codes by SMS, sent by the room of messages to the number that is known as this person's, and to no other."""

from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.notices import codes, quotas
from jiban.notices.errors import SendingError
from jiban.people import one_time_codes
from jiban.people.details import same_name
from jiban.people.encryption import keyed_hash
from jiban.people.errors import CodeExpiredError
from jiban.people.identity import Challenge, Proof
from jiban.people.models import AssuranceLevel, OneTimeCode, Resident
from jiban.people.resident_errors import CodeNotSentError, CodesUsedUpError

# A code by SMS says who holds the phone; that the phone is this person's, something else must have said not too long ago.
VOUCHED_FOR = timedelta(days=5 * 365)
MINUTES = int(one_time_codes.CODE_VALID / timedelta(minutes=1))


class SmsIdentityProvider:
    """For residents whom a counter or a platform has confirmed before. Their first visit is there.

    A county with a register of whose a number is (its telephone companies') subclasses this and overrides `certainty`.
    """

    name = "sms"

    def start(self, *, name: str, identity_number: str, mobile: str, now: datetime, form_key: str = "") -> Challenge:
        made = one_time_codes.make(
            name=name, identity_number=identity_number, mobile=mobile, now=now, form_key=form_key
        )
        kept = made.kept
        if made.is_again:
            # It is on its way already, or there.
            pass
        elif self.certainty(name=name, identity_number=identity_number, mobile=mobile, now=now):
            self._send(kept, made.code, now=now)
        else:
            one_time_codes.spoil(kept)
        # The same words whether something was sent or not: nobody may learn whose number it is.
        notice = _(
            "If no code comes within a minute, this number is not known here as yours. "
            "Sign in another way and enter it under “Me”, or go to the village's office with your identity card."
        )
        return Challenge(id=kept.key, expires_at=kept.expires_at, notice=notice)

    def confirm(self, challenge_id: str, code: str, *, now: datetime) -> Proof:
        sent = one_time_codes.redeem(challenge_id, code, now=now)
        # Asked again: the number may have been changed since.
        given = {"name": sent.name, "identity_number": sent.identity_number, "mobile": sent.mobile}
        level = self.certainty(**given, now=now)
        if not level:
            raise CodeExpiredError
        return Proof(
            provider=self.name,
            subject=keyed_hash("sms-subject", sent.identity_number),
            name=sent.name,
            id_number=sent.identity_number,
            mobile=sent.mobile,
            level=level,
            method="sms-code",
            verified_at=now,
            transaction=sent.key,
        )

    def certainty(self, *, name: str, identity_number: str, mobile: str, now: datetime) -> str:
        """The level that holding this phone proves, or nothing: then no code goes there."""
        resident = Resident.objects.filter(identity_number=identity_number, mobile=mobile).first()
        if resident is None or not same_name(resident.name, name):
            return ""
        vouched = resident.proofs.filter(
            level__in=[AssuranceLevel.MIDDLE, AssuranceLevel.HIGH], verified_at__gt=now - VOUCHED_FOR
        )
        # Not by earlier codes: one confirmation would last for ever.
        return AssuranceLevel.MIDDLE if vouched.exclude(provider=self.name).exists() else ""

    def _send(self, kept: OneTimeCode, code: str, *, now: datetime) -> None:
        try:
            codes.send(
                kept.mobile,
                code,
                minutes=MINUTES,
                language=get_language() or "",
                now=now,
                county=_county_of(kept.identity_number),
                key=kept.key,
            )
        except quotas.QuotaError as error:
            one_time_codes.spoil(kept)
            raise CodesUsedUpError from error
        except SendingError as error:
            one_time_codes.spoil(kept)
            raise CodeNotSentError from error


def _county_of(identity_number: str) -> str:
    village = Resident.objects.filter(identity_number=identity_number).values_list("village__code", flat=True).first()
    return f"{village[:6]}000000" if village else ""
