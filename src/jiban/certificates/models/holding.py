"""What a holder gives away: copies for one use, and links that open for a while."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .certificate import Certificate


class AnnotatedCopy(models.Model):
    """A copy for one use. Its face says for what, for whom and until when; the certificate itself stays as it is."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="copies")
    # Stands in the copy's own QR code, in the form of a check code.
    code = models.CharField(max_length=20, unique=True)
    # One a form: a double tap makes one copy.
    key = models.CharField(max_length=40)
    purpose = models.CharField(max_length=30)
    receiving_unit = models.CharField(max_length=40)
    last_day = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The files as they are handed out; emptied when the copy is over. Their SM3 digests stay: by them a file is known.
    ofd = models.BinaryField(default=bytes)
    pdf = models.BinaryField(default=bytes)
    ofd_digest = models.CharField(max_length=64, db_index=True)
    pdf_digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "key"], name="certificates_one_copy_a_form")]
        indexes = [models.Index(fields=["certificate", "-id"], name="copies_of_a_certificate")]

    def __str__(self) -> str:
        return f"copy {self.pk}"

    @property
    def verify_url(self) -> str:
        return f"{settings.SITE_URL}/v/{self.code}"

    def is_in_use(self, today: date) -> bool:
        """By itself; whether the certificate still holds is another question."""
        return self.ended_at is None and today <= self.last_day


class Share(models.Model):
    """A link that opens a certificate a few times, for a while. The token in it is kept as a digest alone."""

    class Gives(models.TextChoices):
        PICTURE = "picture", _("Only look at it")
        COPY = "copy", _("Look, and download the annotated copy")
        FILE = "file", _("Look, and download the certificate itself")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="shares")
    copy = models.ForeignKey(AnnotatedCopy, on_delete=models.PROTECT, null=True, related_name="shares")
    token_digest = models.CharField(max_length=64, unique=True)
    gives = models.CharField(max_length=7, choices=Gives.choices)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    most_openings = models.PositiveSmallIntegerField()
    openings = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["certificate", "-id"], name="shares_of_a_certificate")]

    def __str__(self) -> str:
        return f"share {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at and self.openings < self.most_openings


class ShareOpening(models.Model):
    """One opening of a link, and whether the file was taken. Who it was is not known and not asked."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="opened")
    at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["share", "-at"], name="openings_of_a_share")]

    def __str__(self) -> str:
        return f"opening {self.pk}"
