"""Pickup codes: who holds the receipt and the card of an application gets its certificate at any hour."""

from datetime import date

from django.utils.crypto import constant_time_compare

from jiban.certificates.models import Certificate, CertificateState
from jiban.kiosks.errors import PickupCodeError
from jiban.people.encryption import keyed_hash
from jiban.people.models import Resident

DIGITS = 6
# The newest ones: nobody keeps receipts for ever.
LOOKED_AT = 30


def code_for(case_number: str) -> str:
    """Follows from the application's number and our secret: nothing has to be kept."""
    return f"{int(keyed_hash('kiosk-pickup', case_number)[:12], 16) % 10**DIGITS:0{DIGITS}d}"


def find(resident: Resident, code: str, *, today: date) -> Certificate:
    """The certificate of the application that this code was given for. Count tries before."""
    mine = Certificate.objects.filter(
        holder=resident, case__isnull=False, state=CertificateState.SEALED, valid_until__gte=today
    )
    typed = "".join(code.split())
    for certificate in mine.select_related("case").order_by("-id")[:LOOKED_AT]:
        if constant_time_compare(typed, code_for(certificate.case.number)):
            return certificate
    raise PickupCodeError
