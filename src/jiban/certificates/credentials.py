"""The same record for a wallet, as an SD-JWT VC, and the status list that says which of these are revoked."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import timezone

from jiban.places.models import Committee
from jiban.seals.certifier import test_authority
from jiban.seals.keyring import committee_pdf_signer
from jiban.seals.questions import committee_seal
from jiban.standards.credential import sd_jwt_vc, status_list
from jiban.standards.pdf.signer import PdfSigner

from . import papers
from .errors import NotSealedYetError
from .models import Certificate, CertificateState

# Who sees the credential at all sees of what kind it is, by whom, how long it holds, and whether it is a test.
ALWAYS_SHOWN = ("type", "issuer", "validFrom", "validUntil", "test")
STATUSES_A_LIST = 1 << 17
STATUS_TTL = timedelta(minutes=5)
_HOLDER = {"holderName": "name", "holderIdType": "idType", "holderIdNumber": "idNumber"}


def credential_type() -> str:
    return f"{settings.SITE_URL}/credentials/certificate"


def credential(certificate: Certificate, *, holder_key: ec.EllipticCurvePublicKey, now: datetime) -> str:
    """Signed with the committee's P-256 key, for the wallet that has `holder_key`. Raises NotSealedYetError, NoSealError."""
    if certificate.state != CertificateState.SEALED:
        raise NotSealedYetError
    claims = {
        "vct": credential_type(),
        "iat": int(now.timestamp()),
        "exp": int(expires_at(certificate.valid_until).timestamp()),
        "status": {"status_list": {"uri": status_uri(certificate), "idx": certificate.pk % STATUSES_A_LIST}},
        **claims_of(papers.record_from(certificate.record)),
    }
    signer = signer_of(certificate.committee, now)
    return sd_jwt_vc.issue(claims, signer=signer, holder_key=holder_key, always=ALWAYS_SHOWN)


def claims_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the holder's name and number apart, so that one can be shown without the other."""
    others = {name: value for name, value in record.items() if name != "holder"}
    return others | {claim: record["holder"][name] for claim, name in _HOLDER.items()}


def record_of(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a credential that shows everything."""
    its_own = {"vct", "iat", "exp", "cnf", "status", *_HOLDER}
    others = {name: value for name, value in claims.items() if name not in its_own}
    return others | {"holder": {name: claims[claim] for claim, name in _HOLDER.items()}}


def expires_at(valid_until: date) -> datetime:
    """The last day counts to its end."""
    return datetime.combine(valid_until + timedelta(days=1), time.min, timezone.get_default_timezone())


def status_uri(certificate: Certificate) -> str:
    page = certificate.pk // STATUSES_A_LIST
    return f"{settings.SITE_URL}/credentials/status/{certificate.committee_id}/{page}"


def has_statuses(committee: Committee, page: int) -> bool:
    first = page * STATUSES_A_LIST
    return Certificate.objects.filter(committee=committee, pk__gte=first, pk__lt=first + STATUSES_A_LIST).exists()


def published_statuses(committee: Committee, page: int, *, now: datetime) -> str:
    """A committee signs for its own certificates only. Raises NoSealError."""
    first = page * STATUSES_A_LIST
    revoked = Certificate.objects.filter(committee=committee, state=CertificateState.REVOKED)
    keys = revoked.filter(pk__gte=first, pk__lt=first + STATUSES_A_LIST).values_list("pk", flat=True)
    listed = status_list.pack(
        dict.fromkeys((key - first for key in keys), status_list.INVALID), bits=1, length=STATUSES_A_LIST
    )
    uri = f"{settings.SITE_URL}/credentials/status/{committee.pk}/{page}"
    return status_list.sign(listed, uri=uri, signer=signer_of(committee, now), now=now, ttl=STATUS_TTL)


def signer_of(committee: Committee, now: datetime) -> PdfSigner:
    seal = committee_seal(committee, now)
    return committee_pdf_signer(seal.key_id, bytes(seal.pdf_certificate_der), test_authority().p256_intermediates)
