"""What the office's own books know of a certificate: revoked or not, and who held authority when it was signed."""

from django.utils import timezone

from jiban.people.questions import authority_at
from jiban.seals.questions import held_authority

from .models import Certificate, CertificateState
from .trust import Standing


class BookStanding:
    """Answers from the database, as of now."""

    def standing(self, identifier: str) -> Standing | None:
        certificate = (
            Certificate.objects.select_related("signature", "seal", "approved_by", "committee", "replaced_by")
            .filter(identifier=identifier)
            .first()
        )
        if certificate is None:
            return None
        revoked_on = None
        if certificate.state == CertificateState.REVOKED and certificate.revoked_at is not None:
            revoked_on = timezone.localdate(certificate.revoked_at)
        known_as_of = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        return Standing(revoked_on, known_as_of, had_authority(certificate), _replaced_by(certificate))


def _replaced_by(certificate: Certificate) -> str:
    """The number of the version in force that took its place."""
    newer = getattr(certificate, "replaced_by", None)
    return newer.number if newer is not None and newer.state == CertificateState.SEALED else ""


def had_authority(certificate: Certificate) -> bool:
    """Did the reviewer hold post and signature when signing, and was the seal in force when it was set?

    Asked of the day of signing: a deputy's authority counts as the holder's, and what ended since changes nothing.
    """
    if certificate.seal is None or certificate.sealed_at is None:
        return False
    reviewed = authority_at(
        certificate.committee, certificate.approved_by, "reviewer", certificate.granted_at, certificate.item_code
    )
    return (
        reviewed is not None
        and held_authority(certificate.signature, certificate.granted_at)
        and held_authority(certificate.seal, certificate.sealed_at)
    )
