"""What the office's own books know of a certificate: revoked or not, and who held authority when it was signed."""

from django.utils import timezone

from jiban.people.questions import holds_post
from jiban.seals.questions import held_authority

from .models import Certificate, CertificateState
from .trust import Standing


class BookStanding:
    """Answers from the database, as of now."""

    def standing(self, identifier: str) -> Standing | None:
        certificate = (
            Certificate.objects.select_related("signature", "seal", "approved_by", "committee")
            .filter(identifier=identifier)
            .first()
        )
        if certificate is None:
            return None
        revoked_on = None
        if certificate.state == CertificateState.REVOKED and certificate.revoked_at is not None:
            revoked_on = timezone.localdate(certificate.revoked_at)
        known_as_of = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        return Standing(revoked_on, known_as_of, authority_confirmed=had_authority(certificate))


def had_authority(certificate: Certificate) -> bool:
    """Did the reviewer hold post and signature when signing, and was the seal in force when it was set?"""
    if certificate.seal is None or certificate.sealed_at is None:
        return False
    reviewed = holds_post(
        certificate.approved_by, "reviewer", committee=certificate.committee, now=certificate.granted_at
    )
    return (
        reviewed
        and held_authority(certificate.signature, certificate.granted_at)
        and held_authority(certificate.seal, certificate.sealed_at)
    )
