"""The ways in: invitations, security keys, accounts at another provider, and where somebody is signed in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .mobile import MOBILE
from .officers import Officer
from .posts import Post


class Invitation(models.Model):
    """Somebody is to hold a post and opens the account by a link that works once. Only a hash of the link is kept."""

    name = models.CharField(max_length=50)
    username = models.CharField(max_length=50)
    mobile = models.CharField(max_length=11, blank=True, validators=[MOBILE])
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="invitations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    appointed_by = models.CharField(max_length=100)
    # None: whoever runs the system, for the first city administrator.
    invited_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="invitations_made")
    made_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    links_made = models.PositiveSmallIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    officer = models.OneToOneField(Officer, null=True, on_delete=models.PROTECT, related_name="invitation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["username"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="people_one_open_invitation_a_username",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None, officer__isnull=False),
                name="people_invitation_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None


class Passkey(models.Model):
    """A security key, or a phone or computer that acts as one, beside the authenticator app."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=50)
    # Base64url. A credential id has at most 1023 bytes.
    credential_id = models.CharField(max_length=1364, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    # Its counter went backwards, so a copy of it may exist. It opens nothing from then on.
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class OidcLink(models.Model):
    """An account at the office's identity provider by which one officer may come in."""

    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="oidc_links")
    linked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="oidc_links_made")
    linked_at = models.DateTimeField()
    # Whoever made the link, the officer has once given the second factor kept here after coming in by it.
    confirmed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_one_officer_a_subject"),
            models.UniqueConstraint(fields=["issuer", "officer"], name="people_one_subject_an_officer"),
        ]

    def __str__(self) -> str:
        return f"oidc link {self.pk}"


class WayIn(models.TextChoices):
    APP = "app", _("password and authenticator app")
    RECOVERY_CODE = "recovery-code", _("password and recovery code")
    PASSKEY = "passkey", _("password and security key")
    OIDC = "oidc", _("office sign-in")
    OIDC_AND_APP = "oidc-and-app", _("office sign-in and second factor")


class SignIn(models.Model):
    """One sign-in of an officer, on one device, and the session it began."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    way = models.CharField(max_length=20, choices=WayIn.choices)
    device = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["officer", "-begun_at"], name="people_newest_sign_in_first")]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
