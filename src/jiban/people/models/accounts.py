"""What administrators did to an account: closed it, opened it again, or gave a way back after a loss. Never edited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .officers import Officer


class AccountClosing(models.Model):
    """The account was closed, and perhaps opened again. The terms that ended with it do not come back."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="closings")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="accounts_closed")
    because = models.CharField(max_length=200)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="accounts_reopened")
    reopened_because = models.CharField(max_length=200, blank=True)
    # When the officer, back again, has read who closed and opened the account.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(reopened_at=None), name="people_one_closing_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
                name="people_reopened_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"closing {self.pk}"


class WayBack(models.Model):
    """A link that works once, for who lost the password or the phone. Only a hash of the link is kept."""

    class Lost(models.TextChoices):
        PASSWORD = "password", _("the password")
        AUTHENTICATOR = "authenticator", _("the phone with the authenticator app")
        BOTH = "both", _("both of them")

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="ways_back")
    lost = models.CharField(max_length=20, choices=Lost)
    because = models.CharField(max_length=200)
    # None: whoever runs the system, by command.
    given_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="ways_back_given")
    given_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # When the officer, signed in again, has read who gave it.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(used_at=None, revoked_at=None), name="people_one_open_way_back"
            ),
            models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="people_way_back_ends_one_way"),
        ]

    def __str__(self) -> str:
        return f"way back {self.pk}"

    @property
    def needs_new_password(self) -> bool:
        return self.lost != self.Lost.AUTHENTICATOR

    @property
    def needs_new_authenticator(self) -> bool:
        return self.lost != self.Lost.PASSWORD
