"""Offer a certificate to a wallet: OpenID4VCI 1.0, pre-authorised code with a transaction code. Every step counts once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from .credentials import credential
from .errors import CertificateError, NotSealedYetError
from .models import Certificate, CertificateState, CredentialOffer

OFFER_LASTS = timedelta(minutes=10)
TX_CODE_DIGITS = 6
TX_CODE_TRIES = 5
CODE_BYTES = 32


class OfferRefusedError(CertificateError):
    """The code, the transaction code or the token is unknown, used, or too old. Which of these, a stranger is not told."""


@dataclass(frozen=True, slots=True)
class Offered:
    """`code` goes into the offer, `tx_code` stays on the holder's page: whoever sees the QR code alone gets nothing."""

    code: str
    tx_code: str


@transaction.atomic
def offer(certificate: Certificate, *, now: datetime) -> Offered:
    """An earlier offer of the same certificate ends. Raises NotSealedYetError."""
    if certificate.state != CertificateState.SEALED:
        raise NotSealedYetError
    certificate.credential_offers.filter(expires_at__gt=now).update(expires_at=now)
    made = Offered(secrets.token_urlsafe(CODE_BYTES), f"{secrets.randbelow(10**TX_CODE_DIGITS):0{TX_CODE_DIGITS}}")
    CredentialOffer.objects.create(
        certificate=certificate,
        code_digest=_digest(made.code),
        tx_code_digest=_digest(made.code + made.tx_code),
        expires_at=now + OFFER_LASTS,
    )
    return made


def redeem(code: str, tx_code: str, *, now: datetime) -> str:
    """A token for the code, once. A wrong transaction code is counted; the fifth ends the offer. Raises OfferRefusedError."""
    found = CredentialOffer.objects.filter(
        code_digest=_digest(code), token_digest=None, expires_at__gt=now, wrong_tx_codes__lt=TX_CODE_TRIES
    )
    # Counted before it is looked at: tries made at the same moment must not share one count.
    if not found.update(wrong_tx_codes=F("wrong_tx_codes") + 1):
        raise OfferRefusedError
    one = CredentialOffer.objects.get(code_digest=_digest(code))
    if not constant_time_compare(one.tx_code_digest, _digest(code + tx_code)):
        raise OfferRefusedError
    token = secrets.token_urlsafe(CODE_BYTES)
    unused = CredentialOffer.objects.filter(pk=one.pk, token_digest=None, expires_at__gt=now)
    if not unused.update(token_digest=_digest(token), wrong_tx_codes=F("wrong_tx_codes") - 1):
        raise OfferRefusedError
    return token


def open_offer(token: str, *, now: datetime) -> CredentialOffer:
    """The offer that a token still opens. Raises OfferRefusedError."""
    offers = CredentialOffer.objects.select_related("certificate__committee")
    found = offers.filter(token_digest=_digest(token), issued_at=None, expires_at__gt=now).first()
    if found is None:
        raise OfferRefusedError
    return found


@transaction.atomic
def issue(offered: CredentialOffer, *, holder_key: ec.EllipticCurvePublicKey, now: datetime) -> str:
    """The credential, once a token. Raises OfferRefusedError, NotSealedYetError, NoSealError."""
    if not CredentialOffer.objects.filter(pk=offered.pk, issued_at=None, expires_at__gt=now).update(issued_at=now):
        raise OfferRefusedError
    offered.certificate.refresh_from_db(fields=["state"])
    return credential(offered.certificate, holder_key=holder_key, now=now)


def _digest(secret: str) -> str:
    return salted_hmac("jiban.credential-offer", secret, algorithm="sha256").hexdigest()
