"""Ratings of ended cases, what was made public of them, and follow-ups of the bad ones."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .workflow import COUNTYS_FIRST_ROUND, FIRST_ROUND, Outcome, State, Step


class Level(models.IntegerChoices):
    """The five levels of GB/T 39735."""

    VERY_GOOD = 5, _("Very satisfied")
    GOOD = 4, _("Satisfied")
    FAIR = 3, _("On the whole satisfied")
    BAD = 2, _("Not satisfied")
    VERY_BAD = 1, _("Not satisfied at all")


FOLLOWED_UP = (Level.BAD, Level.VERY_BAD)
STATE_WORDS = {
    State.OPENED: _("To be called"),
    State.CONTACTED: _("To be put right"),
    State.FIXED: _("To be checked by another person"),
    State.RECHECKED: _("Waits for the resident's answer"),
    State.CLOSED: pgettext_lazy("follow-up", "Closed"),
}
OUTCOME_WORDS = {
    Outcome.SETTLED: _("put right, the resident says"),
    Outcome.SILENT: _("no answer came from the resident"),
    Outcome.UNSETTLED: _("not put right, the resident says"),
}


class Rating(models.Model):
    """One resident's word about one ended case. No page of an office reads this table: see `releasing`."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="rating")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    reasons = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField()
    # Tells devices apart for a while; nobody can get from it to a device.
    device = models.CharField(max_length=32, blank=True)
    by_officers_device = models.BooleanField(default=False)
    # When it was counted, together with others of the village: not before that does anybody there know of it.
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="feedback_one_of_five_levels"),
        ]
        indexes = [
            models.Index(fields=["committee", "given_at"], condition=Q(released_at=None), name="feedback_waiting"),
            models.Index(fields=["committee", "-given_at"], name="feedback_of_a_village"),
            models.Index(fields=["given_at"], condition=~Q(device=""), name="feedback_devices_kept"),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"


class RatingDay(models.Model):
    """Figures of one place, added on the day when ratings were released together; of follow-ups as they end."""

    division = models.ForeignKey("places.Division", on_delete=models.CASCADE, related_name="rating_days")
    day = models.DateField()
    very_good = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    fair = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    very_bad = models.PositiveIntegerField(default=0)
    one_device = models.PositiveIntegerField(default=0)
    burst = models.PositiveIntegerField(default=0)
    same_words = models.PositiveIntegerField(default=0)
    officers_device = models.PositiveIntegerField(default=0)
    # Above the village alone: there they would tell of a bad rating on the day it was given.
    opened = models.PositiveIntegerField(default=0)
    called_in_time = models.PositiveIntegerField(default=0)
    fixed_in_time = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    unsettled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "day"], name="feedback_figures_once")]

    def __str__(self) -> str:
        return f"{self.division_id} {self.day}"


class ReleasedWords(models.Model):
    """What somebody wrote, without anything that leads back to the case. The key is random: it tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    committee = models.ForeignKey("places.Committee", on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    words = models.CharField(max_length=300)
    released_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["committee", "-released_on", "id"], name="feedback_words_newest_first")]

    def __str__(self) -> str:
        return f"words {self.pk}"


class FollowUp(models.Model):
    """A bad rating is called back, put right, checked by another, and answered by who gave it."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="follow_up")
    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(STATE_WORDS.items()), default=State.OPENED)
    round = models.PositiveSmallIntegerField(default=1)
    at_county = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    call_due_at = models.DateTimeField()
    fix_due_at = models.DateTimeField()
    # The end of whatever is to be done now, and when the clockwork must look next.
    due_at = models.DateTimeField(null=True)
    watch_at = models.DateTimeField(null=True)
    calls_in_vain = models.PositiveSmallIntegerField(default=0)
    extended_at = models.DateTimeField(null=True)
    # The resident agreed, when called, that the village is told whom it is about.
    village_may_know = models.BooleanField(default=False)
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=list(OUTCOME_WORDS.items()), blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["committee", "-id"], name="feedback_follow_ups"),
            models.Index(
                fields=["committee", "-id"], condition=~Q(state=State.CLOSED), name="feedback_open_follow_ups"
            ),
            models.Index(fields=["watch_at"], condition=Q(watch_at__isnull=False), name="feedback_to_watch"),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"

    @property
    def is_first_round(self) -> bool:
        return self.round == FIRST_ROUND or (self.at_county and self.round == COUNTYS_FIRST_ROUND)


class FollowUpEntry(models.Model):
    """One step of a follow-up, with what was said and shown. Entries are added, never changed."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    step = models.CharField(max_length=20)
    # Nobody: the resident answered, or the clock did.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    photo = models.BinaryField(default=bytes)
    photo_type = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.follow_up_id}: {self.step}"


class FollowUpLook(models.Model):
    """Which officer looked at a follow-up on which day, and whether at the telephone number too."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="looks")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at_number = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "officer", "day", "at_number"], name="feedback_one_look_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} seen by {self.officer_id}"


STEP_WORDS = {
    "open": _("The rating came in"),
    Step.CALL: _("The resident was called"),
    Step.CALL_IN_VAIN: _("Called; nobody answered"),
    Step.EXTEND: _("The time was extended"),
    Step.FIX: _("Put right"),
    Step.CONFIRM: _("Checked: it is put right"),
    Step.DENY: _("Checked: it is not put right yet"),
    Step.ACCEPT: _("The resident is satisfied with it"),
    Step.REJECT: _("The resident says it is not put right"),
    Step.LAPSE: _("No answer came in time; closed"),
}
