"""A committee's electronic seal and its reviewers' signatures: registered, approved, made, in force from-to."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SealKind(models.TextChoices):
    COMMITTEE = "committee", _("Committee seal")
    REVIEWER = "reviewer", _("Reviewer's signature")


class SealState(models.TextChoices):
    REGISTERED = "registered", _("Registered, awaiting approval")
    CHECKED = "checked", _("Checked, awaiting approval")
    APPROVED = "approved", _("Approved, to be made")
    MADE = "made", _("Made, to be put in force")
    IN_FORCE = "in-force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    LOST = "lost", _("Lost or compromised")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced by a new one")
    DESTROYED = "destroyed", _("Destroyed")


# Applied for, on the way to being in force.
PENDING = (SealState.REGISTERED, SealState.CHECKED, SealState.APPROVED, SealState.MADE)
LIVING = (*PENDING, SealState.IN_FORCE, SealState.SUSPENDED)


class SpecimenSource(models.TextChoices):
    TYPED = "typed", _("drawn from the name")
    PHOTO = "photo", _("photographed")
    DRAWN = "drawn", _("drawn by hand")


class Seal(models.Model):
    """Private keys are not here: `key_id` names one in the keyring."""

    kind = models.CharField(max_length=10, choices=SealKind.choices)
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="seals")
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True, related_name="signatures")
    name = models.CharField(max_length=100)
    seal_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=SealState.choices, default=SealState.REGISTERED)
    picture = models.BinaryField()
    specimen = models.CharField(max_length=6, choices=SpecimenSource.choices, default=SpecimenSource.TYPED)
    width_mm = models.PositiveSmallIntegerField()
    height_mm = models.PositiveSmallIntegerField()
    key_id = models.CharField(max_length=64, blank=True)
    seal_der = models.BinaryField(default=bytes)
    certificate_der = models.BinaryField(default=bytes)
    pdf_certificate_der = models.BinaryField(default=bytes)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    pin_failures = models.PositiveSmallIntegerField(default=0)
    registered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(kind="committee", officer__isnull=True) | models.Q(kind="reviewer", officer__isnull=False)
                ),
                name="seals_only_a_reviewer_signs_as_a_person",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=models.Q(kind="committee", state="in-force"),
                name="seals_one_committee_seal_in_force",
            ),
            models.UniqueConstraint(
                fields=["committee", "officer"],
                condition=models.Q(kind="reviewer", state="in-force"),
                name="seals_one_signature_in_force_a_reviewer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def in_force(self, now: datetime) -> bool:
        if self.valid_from is None or self.valid_until is None:
            return False
        return self.state == SealState.IN_FORCE and self.valid_from <= now <= self.valid_until


class SealEvent(models.Model):
    """One step in a seal's life. The line of these tells in what state it was at any past moment."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=12, choices=SealState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.seal_id}: {self.state}"


class SealUse(models.Model):
    """One act of sealing or signing. Unique a document, so that a repeated job adds nothing."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    document = models.CharField(max_length=40)
    what = models.CharField(max_length=100, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Officer", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "document"], name="seals_one_use_a_document")]
        indexes = [
            models.Index(fields=["seal", "-id"], name="seals_uses_newest_first"),
            models.Index(fields=["seal", "at"], name="seals_uses_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} on {self.document}"


class Compromise(models.Model):
    """A seal was lost or came into wrong hands: what it sealed from `since` on cannot be relied on.

    The counters are kept by the jobs that list, tell and re-issue; nothing is counted over certificates.
    """

    class What(models.TextChoices):
        LOST = "lost", _("lost")
        COMPROMISED = "compromised", _("in wrong hands")

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="compromise")
    what = models.CharField(max_length=11, choices=What.choices)
    since = models.DateTimeField()
    because = models.CharField(max_length=200)
    reported_by = models.ForeignKey("people.Officer", on_delete=models.PROTECT)
    reported_at = models.DateTimeField()
    listed = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField(null=True)
    settled = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.seal_id} since {self.since:%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        """Everything is listed, and nothing waits for a new version."""
        return self.listed_at is not None and self.settled >= self.listed
