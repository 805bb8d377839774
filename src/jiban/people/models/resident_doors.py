"""How residents come in besides the code by phone: an account at a provincial platform, and a slip from the counter."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .residents import AssuranceLevel, Resident


class ResidentLink(models.Model):
    """An account at a provincial identity platform by which one resident comes in."""

    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="links")
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_one_resident_a_subject"),
            models.UniqueConstraint(fields=["issuer", "resident"], name="people_one_subject_a_resident"),
        ]

    def __str__(self) -> str:
        return f"resident link {self.pk}"


class ProvincialSession(models.Model):
    """A session that such a sign-in began, so that the platform can end it."""

    link = models.ForeignKey(ResidentLink, on_delete=models.CASCADE, related_name="sessions")
    sid = models.CharField(max_length=255, blank=True)
    session_key = models.CharField(max_length=40)
    begun_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["begun_at"], name="people_oldest_sessions_first")]

    def __str__(self) -> str:
        return f"provincial session {self.pk}"


class Document(models.TextChoices):
    """What somebody showed at the counter."""

    IDENTITY_CARD = "identity-card", _("identity card")
    TEMPORARY_CARD = "temporary-card", _("temporary identity card")
    HOUSEHOLD_REGISTER = "household-register", _("household register")
    SOCIAL_SECURITY_CARD = "social-security-card", _("social security card with photo")
    BIRTH_CERTIFICATE = "birth-certificate", _("birth certificate")


class SignInSlip(models.Model):
    """A clerk has looked at somebody's papers and hands out a code that signs in once. Only its hash is kept."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="slips")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=24, choices=Document.choices)
    document_last_four = models.CharField(max_length=4)
    level = models.CharField(max_length=6, choices=AssuranceLevel.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["committee", "-made_at"], name="people_newest_slip_first")]

    def __str__(self) -> str:
        return f"sign-in slip {self.pk}"
