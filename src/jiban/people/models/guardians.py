"""Who acts for a child: asked for by the guardian, confirmed by an officer who saw the papers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .resident_doors import Document
from .residents import Resident


class Relation(models.TextChoices):
    FATHER = "father", _("father")
    MOTHER = "mother", _("mother")
    GRANDPARENT = "grandparent", _("grandparent")
    GUARDIAN = "guardian", _("other guardian, named by committee or court")


class Guardianship(models.Model):
    """The child is a resident of its own as soon as this is confirmed; until then only what the guardian wrote stands."""

    guardian = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="guardianships")
    child_name = models.CharField(max_length=50)
    child_number = models.CharField(max_length=18)
    child = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="guardians")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    document = models.CharField(max_length=24, choices=Document.choices)
    document_last_four = models.CharField(max_length=4)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_because = models.CharField(max_length=200, blank=True)
    # From the fourteenth birthday on the child says itself whether this goes on.
    child_agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "child_number"],
                condition=models.Q(refused_at=None, ended_at=None),
                name="people_one_guardianship_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(refused_at=None, child__isnull=False),
                name="people_guardianship_decided_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"guardianship {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.refused_at is None and self.ended_at is None
