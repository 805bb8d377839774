"""One engine for all cases; this issue's kind is the application for a certificate."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.cases.workflow import OPEN_FOR_OFFICE, State

STATE_WORDS = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("With the village"),
    State.CORRECTING: _("Needs your correction"),
    State.CHECKED: _("Checked, awaiting signature"),
    State.APPROVED: _("Approved, being sealed"),
    State.ISSUED: _("Issued"),
    State.REFUSED: _("Not issued"),
    State.WITHDRAWN: _("Withdrawn"),
}
# Where the promise is running: indexes of such cases stay small, however many have ended.
WITH_OFFICE = Q(state__in=[str(state) for state in OPEN_FOR_OFFICE])


class Case(models.Model):
    kind = models.CharField(max_length=20, default="application")
    number = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="cases")
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="cases")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=12, choices=list(STATE_WORDS.items()), default=State.DRAFT)
    # Everything that was asked: purpose, receiving unit and the item's own fields.
    answers = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    # Of what is not handed in: when it is deleted, unless somebody goes on with it; and when its resident was told so.
    kept_until = models.DateTimeField(null=True)
    end_told_at = models.DateTimeField(null=True)
    # When an officer first opened it since it was handed in: from then on it cannot be undone, only taken back.
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # While the clock stands still by an officer's pause; a correction is a state of its own.
    paused_at = models.DateTimeField(null=True)
    # When the clockwork must look at the promise next; nothing once every step has been taken.
    watch_at = models.DateTimeField(null=True)
    all_green = models.BooleanField(default=False)
    correction_asked_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    correction_note = models.TextField(blank=True)
    refusal_reason = models.TextField(blank=True)
    refusal_alternative = models.TextField(blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="checked_cases"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decided_cases"
    )
    decided_at = models.DateTimeField(null=True)
    certificate = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, null=True, related_name="case"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "idempotency_key"], name="cases_one_case_a_submission"),
        ]
        indexes = [
            models.Index(fields=["committee", "state", "submitted_at", "id"], name="cases_queue"),
            models.Index(fields=["resident", "-id"], name="cases_of_a_resident"),
            models.Index(fields=["watch_at"], condition=Q(watch_at__isnull=False), name="cases_to_watch"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="cases_drafts_to_clear"),
            models.Index(fields=["id"], condition=Q(kept_until=None, submitted_at=None), name="cases_drafts_undated"),
            models.Index(fields=["due_at", "id"], condition=WITH_OFFICE, name="cases_due"),
            models.Index(fields=["committee", "due_at", "id"], condition=WITH_OFFICE, name="cases_due_in_a_village"),
        ]

    def __str__(self) -> str:
        return self.number


class JournalLine(models.Model):
    """Who did what, when and why. Lines are added, never changed."""

    class Who(models.TextChoices):
        RESIDENT = "resident", _("Resident")
        OFFICER = "officer", _("Officer")
        SYSTEM = "system", _("System")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="journal")
    at = models.DateTimeField()
    who = models.CharField(max_length=10, choices=Who.choices)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    # Who did it for the resident, a child.
    guardian = models.ForeignKey("people.Resident", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.action}"


class CasePaper(models.Model):
    """A photo or PDF handed in with the application, already checked and cleaned."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=40)
    file_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.name}"
