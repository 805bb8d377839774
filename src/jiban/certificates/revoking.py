"""End a certificate before its time: by the village for a reason, or by the holder who no longer wants it used."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiban.composing import Literal
from jiban.ledger import journal, keys
from jiban.ledger.commitments import commitment
from jiban.people.models import Officer
from jiban.standards.tlog import note

from . import papers, revocations
from .errors import AlreadyRevokedError, NotSealedYetError, ReasonMissingError
from .models import Certificate, CertificateState


@transaction.atomic
def revoke(certificate: Certificate, *, by: Officer | None, reason: str, now: datetime) -> Certificate:
    """`by` is None when the holder revokes. The commitment in the log is over the record and the fact."""
    if not reason.strip():
        raise ReasonMissingError
    sealed = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.SEALED)
    changes = {"revoked_at": now, "revoked_by": by, "revoked_reason": reason.strip()[:200]}
    if not sealed.update(state=CertificateState.REVOKED, **changes):
        certificate.refresh_from_db(fields=["state"])
        raise AlreadyRevokedError if certificate.state == CertificateState.REVOKED else NotSealedYetError
    statement = {"record": papers.record_from(certificate.record), "revokedAt": now.isoformat(timespec="seconds")}
    journal.append(
        "certificate-revoked",
        key=certificate.revocation_key,
        commitment=commitment(statement, bytes(certificate.salt)),
    )
    certificate.refresh_from_db()
    return certificate


def published_list(now: datetime) -> str:
    """The signed list of everything revoked and not yet expired of itself."""
    today = timezone.localdate(now)
    revoked = Certificate.objects.filter(state=Literal(CertificateState.REVOKED), valid_until__gte=today)
    rows = [
        (identifier, timezone.localdate(at))
        for identifier, at in revoked.values_list("identifier", "revoked_at")
        if at is not None
    ]
    text = revocations.write(rows, log_origin=settings.LOG_ORIGIN, made_at=now)
    return note.sign(text, [keys.signer()])
