"""A certificate granted to a holder, and the paper made of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    GRANTED = "granted", _("Being sealed")
    SEALED = "sealed", _("Valid")
    REVOKED = "revoked", _("Revoked")


class Certificate(models.Model):
    number = models.CharField(max_length=24, unique=True)
    identifier = models.CharField(max_length=128, unique=True)
    check_code = models.CharField(max_length=20, unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    # The earlier version this one takes the place of. One to one: nothing is ever re-issued twice.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    item_code = models.CharField(max_length=40)
    item_version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    purpose = models.CharField(max_length=100)
    receiving_unit = models.CharField(max_length=100, blank=True)
    holder = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="certificates")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="certificates")
    # The canonical record as signed, byte for byte: RFC 8785 text.
    record = models.TextField()
    salt = models.BinaryField()
    state = models.CharField(max_length=10, choices=CertificateState.choices, default=CertificateState.GRANTED)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    signature = models.ForeignKey("seals.Seal", on_delete=models.PROTECT, related_name="+")
    seal = models.ForeignKey("seals.Seal", on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    stalled_reason = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder", "-id"], name="certificates_of_a_holder"),
            models.Index(fields=["holder", "item_code", "-granted_at"], name="certificates_recent"),
            models.Index(fields=["committee", "-id"], name="certificates_of_a_committee"),
            models.Index(fields=["seal", "sealed_at", "id"], name="certificates_of_a_seal"),
            models.Index(fields=["signature", "granted_at", "id"], name="certificates_of_a_signature"),
            models.Index(fields=["-revoked_at"], name="certificates_revoked", condition=models.Q(state="revoked")),
            models.Index(fields=["valid_until", "id"], name="certificates_ending", condition=models.Q(state="sealed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="granted") | models.Q(sealed_at__isnull=False),
                name="certificates_sealed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="revoked") | models.Q(revoked_at__isnull=False),
                name="certificates_revoked_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def issue_key(self) -> str:
        """The key of this certificate's line in the ledger."""
        return f"issued:{self.identifier}"

    @property
    def revocation_key(self) -> str:
        return f"revoked:{self.identifier}"

    @property
    def verify_url(self) -> str:
        return f"{settings.SITE_URL}/v/{self.check_code}"


class Paper(models.Model):
    """The files. `draft_ofd` carries the reviewer's signature and waits for the seal; it is emptied after sealing."""

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, related_name="paper")
    draft_ofd = models.BinaryField(default=bytes)
    ofd = models.BinaryField(default=bytes)
    pdf = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return str(self.certificate_id)


class Affected(models.Model):
    """A certificate that a lost or compromised seal was set on: told to its holder, then made anew."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waits for the reviewer")
        SIGNED = "signed", _("Signed, being sealed")
        DONE = "done", _("Replaced")
        LEFT_OUT = "left-out", _("Was no longer in force")

    compromise = models.ForeignKey("seals.Compromise", on_delete=models.PROTECT, related_name="affected")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="affected")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compromise", "certificate"], name="certificates_affected_once"),
        ]
        indexes = [
            models.Index(fields=["compromise", "-id"], name="affected_newest_first"),
            models.Index(fields=["compromise", "state", "id"], name="affected_in_a_state"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.state}"


class CredentialOffer(models.Model):
    """One chance to bring a certificate into a wallet. Codes and tokens are kept as digests alone."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="credential_offers")
    code_digest = models.CharField(max_length=64, unique=True)
    tx_code_digest = models.CharField(max_length=64)
    wrong_tx_codes = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    # Set once, when the code is given for a token. Null until then: empty texts would not be unique.
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    issued_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
