"""What officers keep beside a case: ways to look at the queue, notes among themselves, visits to households."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class SavedView(models.Model):
    """Filters of the queue under a name of the officer's own. Nothing about a person is in a filter."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=30)
    filters = models.JSONField(default=dict)
    # Shown when the officer opens the queue without asking for anything.
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "name"], name="cases_one_view_a_name"),
            models.UniqueConstraint(fields=["officer"], condition=Q(is_default=True), name="cases_one_default_view"),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class CaseNote(models.Model):
    """Officers' words to each other about a case. Never shown to the resident; corrected by another, never deleted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Finding(models.TextChoices):
    """What the visitor saw."""

    CONFIRMED = "confirmed", _("it is as the application says")
    DIFFERENT = "different", _("it is not as the application says")
    NOBODY = "nobody", _("nobody could be met")


class Visit(models.Model):
    """Somebody goes to a household with one question, and writes down what was found."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    question = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    place = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)
    photo = models.BinaryField(default=bytes)
    photo_type = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(done_at=None), name="cases_one_visit_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["assigned_to", "due_at"], condition=Q(done_at=None), name="cases_visits_to_make"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
