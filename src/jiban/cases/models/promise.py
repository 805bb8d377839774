"""What the half-hour promise is reckoned by: pauses, steps taken for late cases, and figures kept as cases end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class PauseReason(models.TextChoices):
    """Why the clock may stand still. Only the first follows from a step of the case; an officer chooses the others."""

    CORRECTION = "correction", _("the resident is completing the application")
    INSPECTION = "inspection", _("something must be looked at on the spot")
    PUBLIC_NOTICE = "public-notice", _("a public notice must hang for its time")
    ASSEMBLY = "assembly", _("the villagers' assembly or its representatives must decide")
    OTHER_OFFICE = "other-office", _("another authority must answer first")
    OUTAGE = "outage", _("power, network or a disaster stops the work")


class Pause(models.Model):
    """The clock stands still from one moment until another, for a reason that the resident reads."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16, choices=PauseReason.choices)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(until_at=None), name="cases_one_pause_at_a_time"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="cases_pause_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.reason}"


class EscalationStep(models.TextChoices):
    DEPUTY = "deputy", _("to the deputy")
    TOWNSHIP = "township", _("to the township")
    COUNTY = "county", _("to the county")


class Escalation(models.Model):
    """A step taken because a promise was about to break. Each is taken once a case, however many clocks run."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    step = models.CharField(max_length=10, choices=EscalationStep.choices)
    at = models.DateTimeField()
    minutes_left = models.IntegerField()
    # Whom the case was moved to; nobody if there is no deputy, or if the step is a reminder.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="cases_one_escalation_a_step")]
        indexes = [models.Index(fields=["officer", "-at"], condition=Q(officer__isnull=False), name="cases_handed_to")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step}"


class OfficerNotice(models.Model):
    """A message to an officer. `about` is a case number or a division code: nothing about a person."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["officer", "-id"], condition=Q(read_at=None), name="cases_unread_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.about}"


class Reminder(models.Model):
    """A township or a county has reminded a village of its waiting cases."""

    committee = models.ForeignKey("places.Committee", on_delete=models.CASCADE, related_name="reminders")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The quarter of an hour it fell into: two taps, or two supervisors at once, remind once.
    slot = models.BigIntegerField()
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["committee", "slot"], name="cases_one_reminder_a_quarter")]
        indexes = [models.Index(fields=["committee", "-id"], name="cases_newest_reminder_first")]

    def __str__(self) -> str:
        return f"{self.committee_id} {self.at:%Y-%m-%d %H:%M}"


class PromiseOutcome(models.Model):
    """A case was answered, or taken back after its promise was broken: written in that transaction, counted once."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="outcome")
    answered_at = models.DateTimeField()
    issued = models.BooleanField()
    # Filled in when it is counted.
    counted_at = models.DateTimeField(null=True)
    service_minutes = models.PositiveIntegerField(null=True)
    kept = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(counted_at=None), name="cases_not_yet_counted")]

    def __str__(self) -> str:
        return f"{self.case_id} answered"


class PromiseDay(models.Model):
    """Figures of one division, one item and one day. A village's are added to its township, county and city as well.

    `item` is empty in the row of all items together.
    """

    division = models.ForeignKey("places.Division", on_delete=models.CASCADE, related_name="promise_days")
    item = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    issued = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    paused = models.PositiveIntegerField(default=0)
    resubmitted = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    sent_back = models.PositiveIntegerField(default=0, db_default=0)
    reapplied = models.PositiveIntegerField(default=0, db_default=0)
    # Taken back by the resident after the promise was broken.
    withdrawn = models.PositiveIntegerField(default=0, db_default=0)
    # How many answers took at most so many service minutes, and more than the bucket before.
    within_5 = models.PositiveIntegerField(default=0)
    within_10 = models.PositiveIntegerField(default=0)
    within_15 = models.PositiveIntegerField(default=0)
    within_20 = models.PositiveIntegerField(default=0)
    within_25 = models.PositiveIntegerField(default=0)
    within_30 = models.PositiveIntegerField(default=0)
    within_45 = models.PositiveIntegerField(default=0)
    within_60 = models.PositiveIntegerField(default=0)
    within_120 = models.PositiveIntegerField(default=0)
    within_240 = models.PositiveIntegerField(default=0)
    within_480 = models.PositiveIntegerField(default=0)
    longer = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "item", "day"], name="cases_one_promise_row_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.item} {self.day}"
