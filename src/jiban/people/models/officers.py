"""Officers with their second factors, and how often a door was tried."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .mobile import MOBILE


class OfficerManager(BaseUserManager["Officer"]):
    pass


class Officer(AbstractBaseUser):
    """Somebody who works for a committee or a county. What they may do follows from their terms alone."""

    username = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)
    mobile = models.CharField(max_length=11, blank=True, validators=[MOBILE])
    is_active = models.BooleanField(default=True)
    # Encrypted. The new secret becomes the secret once a code made from it was typed in.
    totp_secret = models.BinaryField(default=bytes)
    totp_new_secret = models.BinaryField(default=bytes)
    totp_last_step = models.BigIntegerField(default=0)
    # How often all other sessions were ended: part of what every session has to prove.
    sessions_ended = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.username

    @property
    def has_second_factor(self) -> bool:
        return bool(self.totp_secret)

    def get_session_auth_hash(self) -> str:
        """What a session of this officer holds: another password, or one call to end the others, makes it wrong."""
        state = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("jiban.people.officer-session", state, algorithm="sha256").hexdigest()


class RecoveryCode(models.Model):
    """Stands in for the second factor once, when the phone is lost."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "code_hash"], name="people_recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class FailedTries(models.Model):
    """Failed tries in a row on one door by one subject (kept as a keyed hash), and how long that door stays shut."""

    door = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    shut_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "subject"], name="people_one_count_a_door")]

    def __str__(self) -> str:
        return f"{self.count} failed tries"
