"""Residents with the proofs of their real names."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Right
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.standards.codes import identity_number as identity_numbers

from .mobile import MOBILE

if TYPE_CHECKING:
    from .guardians import Guardianship

SEX_WORDS = {identity_numbers.Sex.MALE: "男", identity_numbers.Sex.FEMALE: "女"}


class Resident(models.Model):
    """A person who asks for things. Sex and birth are read from the identity number, never asked again.

    `acting`: the guardianship by which somebody else acts for this person now. Set by the door, never kept.
    """

    acting: "Guardianship | None" = None

    name = models.CharField(max_length=50)
    identity_number = models.CharField(max_length=18, unique=True)
    mobile = models.CharField(max_length=11, validators=[MOBILE])
    village = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="residents")
    address = models.CharField(max_length=200, blank=True)
    remembered = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    large_print = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # Kept by the database itself, so that rows written in bulk have it too.
    last_four = models.GeneratedField(
        expression=Right("identity_number", 4), output_field=models.CharField(max_length=4), db_persist=True
    )

    class Meta:
        indexes = [
            # By bytes, on PostgreSQL: names are searched by their beginning (places/prefixes.py).
            models.Index(
                fields=["village", "name"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="people_name_in_a_village",
            ),
            models.Index(fields=["village", "last_four"], name="people_last_four_in_a_village"),
        ]

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
    # Only if somebody of ours looked at the papers.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "transaction"], name="people_one_proof_a_transaction")
        ]
        indexes = [models.Index(fields=["resident", "-verified_at"], name="people_newest_proof_first")]

    def __str__(self) -> str:
        return f"{self.level} proof {self.pk}"


class OneTimeCode(models.Model):
    """What an identity provider of ours keeps between asking for a code and confirming it; deleted when it is over."""

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
