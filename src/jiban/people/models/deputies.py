"""Who stands in for whom (A/B 角), and who is away."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .officers import Officer
from .posts import Post


class Deputation(models.Model):
    """The B holder of a post: acts in it between two days, always or only while the A holder is away."""

    class ActiveWhen(models.TextChoices):
        ALWAYS = "always", _("always")
        ABSENT = "absent", _("only while the holder is away")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputations")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="deputations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=200)
    appointed_by = models.CharField(max_length=100)
    # Item codes. Empty: all items.
    items = models.JSONField(default=list, blank=True)
    active_when = models.CharField(max_length=10, choices=ActiveWhen, default=ActiveWhen.ABSENT)
    # Nobody acted as deputy before this was written down, whatever day it says.
    entered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_deputation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.post_id} from {self.starts_on}"


class Absence(models.Model):
    """An officer is away from one moment to another. It begins when noted at the earliest: no past is rewritten."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=200)
    noted_by = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="absences_noted"
    )

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["officer", "-starts_at"], name="people_newest_absence_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="people_absence_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
