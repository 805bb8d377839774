"""Residents with the proofs of their real names; officers with their second factors, posts and terms."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.standards.codes import identity_number as identity_numbers

MOBILE = RegexValidator(
    r"^1[3-9]\d{9}\Z", _("A mobile number has 11 digits and begins with 1, for example 13800001234.")
)
SEX_WORDS = {identity_numbers.Sex.MALE: "男", identity_numbers.Sex.FEMALE: "女"}


class Resident(models.Model):
    """A person who asks for things. Sex and birth are read from the identity number, never asked again."""

    name = models.CharField(max_length=50)
    identity_number = models.CharField(max_length=18, unique=True)
    mobile = models.CharField(max_length=11, validators=[MOBILE])
    village = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="residents")
    address = models.CharField(max_length=200, blank=True)
    remembered = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    large_print = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        # A name or a number here would end up in log lines and error pages.
        return f"resident {self.pk}"

    @property
    def sex(self) -> identity_numbers.Sex:
        return identity_numbers.parse(self.identity_number).sex

    @property
    def sex_word(self) -> str:
        """As certificates write it, whatever the language of the page."""
        return SEX_WORDS[self.sex]

    @property
    def birth(self) -> date:
        return identity_numbers.parse(self.identity_number).birth

    def remember(self, item_code: str, answers: dict[str, Any]) -> None:
        """Keep the answers for the next time this item is asked for."""
        self.remembered = {**self.remembered, item_code: answers}
        self.save(update_fields=["remembered"])


class AssuranceLevel(models.TextChoices):
    """How sure a provider is that the person is who they say: 初级, 中级, 高级."""

    LOW = "low", _("low")
    MIDDLE = "middle", _("middle")
    HIGH = "high", _("high")


class RealNameProof(models.Model):
    """One confirmation of a resident's identity by a provider."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="proofs")
    provider = models.CharField(max_length=40)
    # Pairwise: the same person has another subject at another system, so that records cannot be joined by it.
    subject = models.CharField(max_length=128)
    level = models.CharField(max_length=6, choices=AssuranceLevel.choices)
    method = models.CharField(max_length=40)
    verified_at = models.DateTimeField()
    transaction = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "transaction"], name="people_one_proof_a_transaction")
        ]
        indexes = [models.Index(fields=["resident", "-verified_at"], name="people_newest_proof_first")]

    def __str__(self) -> str:
        return f"{self.level} proof {self.pk}"


class OneTimeCode(models.Model):
    """What the test identity provider keeps between asking for a code and confirming it; deleted when it is over."""

    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)
    identity_number = models.CharField(max_length=18, db_index=True)
    mobile = models.CharField(max_length=11, db_index=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"one-time code {self.pk}"


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
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.username

    @property
    def has_second_factor(self) -> bool:
        return bool(self.totp_secret)


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


class PostKind(models.TextChoices):
    CLERK = "clerk", _("clerk")
    REVIEWER = "reviewer", _("reviewer")
    COUNTY_ADMINISTRATOR = "county_administrator", _("county administrator")


class Post(models.Model):
    """A place in a committee (村委会主任) or in a county's office. Who holds it is told by the terms."""

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    title = models.CharField(max_length=50)
    committee = models.ForeignKey(
        "places.Committee", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    county = models.ForeignKey("places.Division", null=True, blank=True, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="county_administrator", county__isnull=False, committee__isnull=True)
                | (~models.Q(kind="county_administrator") & models.Q(county__isnull=True, committee__isnull=False)),
                name="people_post_in_a_committee_or_a_county",
            ),
            models.UniqueConstraint(
                fields=["committee", "kind", "title"],
                condition=models.Q(committee__isnull=False),
                name="people_one_post_a_title",
            ),
            models.UniqueConstraint(
                fields=["county", "kind", "title"],
                condition=models.Q(county__isnull=False),
                name="people_one_county_post_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """An officer holds a post, first to last day inclusive, or until ended before its time."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="terms")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    appointed_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="people_term_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.post_id} from {self.starts_on}"
